{{ config(alias='各单位收支') }}

{%- set spending = "is_spending_basis" %}
{%- set basic = "is_spending_by_kind_basis and expenditure_kind_group_code = 'basic'" %}
{%- set project = "is_spending_by_kind_basis and expenditure_kind_group_code = 'project'" %}
{%- set revenue = "is_revenue_basis and not is_carryover" %}
{%- set opening = "statement_code = 'income_summary' and is_carryover" %}
select
    division_name as 地区,
    unit_name as 单位,
    fiscal_year as 年度,
    {{ first_day('fiscal_year') }} as 年度日期,
    phase_name as 阶段,
    {{ sum_yuan(revenue) }} as 本年收入_元,
    {{ sum_yuan(opening) }} as 上年结转_元,
    {{ sum_yuan(spending) }} as 支出_元,
    {{ sum_yuan(basic) }} as 基本支出_元,
    {{ sum_yuan(project) }} as 项目支出_元,
    {{ sum_wan(spending) }} as 支出_万元,
    {{ sum_wan(revenue) }} as 本年收入_万元,
    {{ sum_wan(opening) }} as 上年结转_万元,
    {{ sum_wan(basic) }} as 基本支出_万元,
    {{ sum_wan(project) }} as 项目支出_万元,
    {{ sum_yuan(spending ~ " and phase_code = 'budget'") }} as 年初预算支出_元,
    {{ sum_yuan(spending ~ " and phase_code = 'final'") }} as 决算支出_元,
    {{ has_recognised() }}
from {{ ref('current_line') }}
group by all
-- a form that prints another phase beside its own says nothing about that phase's revenue or
-- spending: 全年预算 of 三公 is not a row here
having bool_or(is_spending_basis or is_revenue_basis)
