{{ config(alias='各单位收支') }}

{%- set lines = lines_of_unit() %}
{%- set revenue, opening, closing = lines['本年收入'], lines['上年结转'], lines['年末结转'] %}
{%- set spending, basic = lines['支出'], lines['基本支出'] %}
{%- set project, other = lines['项目支出'], lines['其他支出'] %}
with

unit as (

    select
        division_name,
        level_name,
        unit_name,
        unit_key,
        fiscal_year,
        phase_name,
        {{ sum_yuan(revenue) }} as revenue,
        {{ sum_yuan(opening) }} as opening,
        {{ sum_yuan(spending) }} as spending,
        {{ sum_yuan(basic) }} as basic,
        {{ sum_yuan(project) }} as project,
        {{ sum_yuan(other) }} as other,
        {{ sum_yuan(closing) }} as closing,
        count(*) filter (where {{ revenue }}) as revenue_count,
        count(*) filter (where {{ spending }}) as spending_count,
        count(*) filter (where {{ basic }}) as basic_count,
        count(*) filter (where {{ project }}) as project_count,
        {{ sum_yuan(spending ~ " and phase_code = 'budget'") }} as budget_spending,
        {{ sum_yuan(spending ~ " and phase_code = 'final'") }} as final_spending,
        {{ has_recognised() }}
    from {{ ref('current_line') }}
    group by all
    -- a form that prints another phase beside its own says nothing about that phase's revenue or
    -- spending: 全年预算 of 三公 is not a row here
    having bool_or(is_spending_basis or is_revenue_basis)

),

-- The total as printed is the one nearest to the sum; 收入总计, which holds 上年结转, is none of the
-- year's revenue.
nearest as (

    select
        unit.unit_key,
        unit.unit_name,
        unit.fiscal_year,
        unit.phase_name,
        arg_min(
            total.amount_yuan, (abs(total.amount_yuan - unit.revenue), not total.is_summary)
        ) filter (
            where total.flow = 'income'
            and abs(total.amount_yuan - unit.revenue - coalesce(unit.opening, 0))
            >= abs(total.amount_yuan - unit.revenue)
        ) as revenue,
        arg_min(
            total.amount_yuan, (abs(total.amount_yuan - unit.spending), not total.is_summary)
        ) filter (
            where total.flow = 'expenditure' and total.expenditure_kind_group_code is null
        ) as spending,
        arg_min(
            total.amount_yuan, (abs(total.amount_yuan - unit.basic), not total.is_summary)
        ) filter (
            where total.flow = 'expenditure' and total.expenditure_kind_group_code = 'basic'
        ) as basic,
        arg_min(
            total.amount_yuan, (abs(total.amount_yuan - unit.project), not total.is_summary)
        ) filter (
            where total.flow = 'expenditure' and total.expenditure_kind_group_code = 'project'
        ) as project
    from unit
    inner join {{ ref('current_total') }} as total
        using (unit_key, unit_name, fiscal_year, phase_name)
    group by all

),

printed as (

    select
        unit.*,
        coalesce(nearest.revenue, if(unit.revenue_count = 1, unit.revenue, null))
            as printed_revenue,
        coalesce(nearest.spending, if(unit.spending_count = 1, unit.spending, null))
            as printed_spending,
        coalesce(nearest.basic, if(unit.basic_count = 1, unit.basic, null)) as printed_basic,
        coalesce(nearest.project, if(unit.project_count = 1, unit.project, null))
            as printed_project
    from unit
    left join nearest using (unit_key, unit_name, fiscal_year, phase_name)

)

select
    {{ whose_and_when() }},
    phase_name as 阶段,
    revenue as 本年收入_元,
    opening as 上年结转_元,
    spending as 支出_元,
    basic as 基本支出_元,
    project as 项目支出_元,
    {{ to_wan('spending') }} as 支出_万元,
    {{ to_wan('revenue') }} as 本年收入_万元,
    {{ to_wan('opening') }} as 上年结转_万元,
    {{ to_wan('basic') }} as 基本支出_万元,
    {{ to_wan('project') }} as 项目支出_万元,
    budget_spending as 年初预算支出_元,
    final_spending as 决算支出_元,
    other as 其他支出_元,
    {{ to_wan('other') }} as 其他支出_万元,
    closing as 年末结转_元,
    {{ to_wan('closing') }} as 年末结转_万元,
    printed_spending as 公布支出合计_元,
    {{ to_wan('printed_spending') }} as 公布支出合计_万元,
    printed_revenue as 公布本年收入合计_元,
    {{ to_wan('printed_revenue') }} as 公布本年收入合计_万元,
    printed_basic as 公布基本支出合计_元,
    {{ to_wan('printed_basic') }} as 公布基本支出合计_万元,
    printed_project as 公布项目支出合计_元,
    {{ to_wan('printed_project') }} as 公布项目支出合计_万元,
    含识别数字
from printed
