{{ config(alias='收支_按资金来源') }}

-- What came in, was left from earlier years, was spent and is carried on, of each fund: four
-- questions in four columns, for the money of one is that of another.
select
    {{ whose_and_when() }},
    phase_name as 阶段,
    fund_name as 资金来源,
    {{ sum_yuan("side = 'revenue'") }} as 本年收入_元,
    {{ sum_yuan("side = 'opening'") }} as 上年结转_元,
    {{ sum_yuan("side = 'expenditure'") }} as 支出_元,
    {{ sum_yuan("side = 'closing'") }} as 年末结转_元,
    {{ sum_wan("side = 'revenue'") }} as 本年收入_万元,
    {{ sum_wan("side = 'opening'") }} as 上年结转_万元,
    {{ sum_wan("side = 'expenditure'") }} as 支出_万元,
    {{ sum_wan("side = 'closing'") }} as 年末结转_万元,
    {{ has_recognised() }}
from {{ ref('current_money') }}
group by all
