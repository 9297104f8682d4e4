{{ config(alias='收支_按资金来源') }}

-- What came in, was left from earlier years, was spent and is carried on, of each fund: four
-- questions in four columns, for the money of one is that of another.
{%- set sides = ['本年收入', '上年结转', '支出', '年末结转'] %}
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
        {% for side in sides -%}
        {{ sum_yuan("side_name = '" ~ side ~ "'") }} as {{ side }}_元,
        {% endfor -%}
        {% for side in sides -%}
        {{ sum_wan("side_name = '" ~ side ~ "'") }} as {{ side }}_万元,
        {% endfor -%}
        {{ has_recognised() }}
    from {{ ref('current_money') }}
    group by all

),

printed as (

    select
        unit_key,
        unit_name,
        fiscal_year,
        phase_name,
        code as fund_name,
        {% for side in sides -%}
        max(printed_yuan) filter (where part_level = '{{ side }}') as 公布{{ side }}_元,
        {% endfor -%}
        count(*) as side_count
    from {{ ref('printed_part') }}
    where dimension = '资金来源'
    group by all

)

select
    {{ whose_and_when('fund') }},
    fund.phase_name as 阶段,
    fund.fund_name as 资金来源,
    fund.* exclude (
        division_name, level_name, unit_name, unit_key, fiscal_year, phase_name, fund_name,
        含识别数字
    ),
    {% for side in sides -%}
    printed.公布{{ side }}_元,
    {{ to_wan('printed.公布' ~ side ~ '_元') }} as 公布{{ side }}_万元,
    {% endfor -%}
    fund.含识别数字
from fund
left join printed using (unit_key, unit_name, fiscal_year, phase_name, fund_name)
