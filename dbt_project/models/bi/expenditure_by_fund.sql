{{ config(alias='支出_按资金来源') }}

-- 支出表 seldom prints its funds: they are of the finest form that does (fct_money)
select
    division_name as 地区,
    level_name as 层级,
    unit_name as 单位,
    fiscal_year as 年度,
    {{ first_day('fiscal_year') }} as 年度日期,
    phase_name as 阶段,
    fund_name as 资金来源,
    {{ amount_measures() }}
from {{ ref('current_money') }}
where side = 'expenditure'
group by all
