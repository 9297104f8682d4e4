{{ config(alias='收入_按来源') }}

-- 金额 is 本年收入; money of earlier years (上年结转) has columns of its own, and no sum adds it
select
    {{ whose_and_when() }},
    phase_name as 阶段,
    fund_name as 资金来源,
    class_code as 类编码,
    class_name as 类,
    group_code as 款编码,
    group_name as 款,
    item_code as 项编码,
    item_name as 项,
    {{ sum_yuan("side = 'revenue'") }} as 金额_元,
    {{ sum_wan("side = 'revenue'") }} as 金额_万元,
    {{ sum_yuan("side = 'revenue' and phase_code = 'budget'") }} as 年初预算_元,
    {{ sum_yuan("side = 'revenue' and phase_code = 'adjusted_budget'") }} as 全年预算_元,
    {{ sum_yuan("side = 'revenue' and phase_code = 'final'") }} as 决算_元,
    {{ sum_yuan("side = 'opening'") }} as 上年结转_元,
    {{ sum_wan("side = 'opening'") }} as 上年结转_万元,
    {{ has_recognised() }}
from {{ ref('current_money') }}
where side in ('revenue', 'opening')
group by all
