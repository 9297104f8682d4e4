{{ config(alias='支出_按资金来源') }}

-- 支出表 seldom prints its funds: they are of the finest form that does (fct_money)
select
    {{ whose_and_when() }},
    phase_name as 阶段,
    fund_name as 资金来源,
    {{ amount_measures() }}
from {{ ref('current_money') }}
where side = 'expenditure'
group by all
