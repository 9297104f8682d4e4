select
    division_name as 地区,
    unit_name as 单位,
    fiscal_year as 年度,
    project_name as 项目,
    fund_name as 资金来源,
    is_carryover as 是否上年结转,
    {{ sum_yuan() }} as 金额_元,
    {{ sum_wan() }} as 金额_万元
from {{ ref('int_current_line') }}
where statement_code in ('project_current', 'project_carryover')
group by all
