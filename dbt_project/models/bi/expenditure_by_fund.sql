{{ config(alias='支出_按资金来源') }}

-- 支出表 seldom prints its funds: they are of the finest form that does (fct_money)
with

fund as (

    select
        division_name,
        level_name,
        unit_name,
        unit_key,
        fiscal_year,
        phase_name,
        fund_name,
        {{ amount_measures() }}
    from {{ ref('current_money') }}
    where side = 'expenditure'
    group by all

)

select
    {{ whose_and_when('fund') }},
    fund.phase_name as 阶段,
    fund.fund_name as 资金来源,
    fund.* exclude (
        division_name, level_name, unit_name, unit_key, fiscal_year, phase_name, fund_name
    ),
    part.printed_yuan as 公布合计_元,
    {{ to_wan('part.printed_yuan') }} as 公布合计_万元
from fund
left join {{ ref('printed_part') }} as part
    on
        fund.unit_key = part.unit_key
        and fund.unit_name = part.unit_name
        and fund.fiscal_year = part.fiscal_year
        and fund.phase_name = part.phase_name
        and fund.fund_name = part.code
        and part.dimension = '资金来源'
        and part.part_level = '支出'
