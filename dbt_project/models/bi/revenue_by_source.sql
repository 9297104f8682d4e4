{{ config(alias='收入_按来源') }}

-- 本年收入: money of earlier years (上年结转) is in 各单位收支
select
    division_name as 地区,
    unit_name as 单位,
    fiscal_year as 年度,
    {{ first_day('fiscal_year') }} as 年度日期,
    phase_name as 阶段,
    fund_name as 资金来源,
    class_code as 类编码,
    class_name as 类,
    group_code as 款编码,
    group_name as 款,
    item_code as 项编码,
    item_name as 项,
    {{ amount_measures() }}
from {{ ref('current_line') }}
where is_revenue_basis and not is_carryover
group by all
