{{ config(alias='$alias') }}

select
    division_name as 地区,
    unit_name as 单位,
    fiscal_year as 年度,
    phase_name as 阶段,
    {{ amount_measures() }}
from {{ ref('current_line') }}
where statement_code = 'expenditure_by_subject'
group by all
