-- The figures of a document's own phase: 全年预算 in a set of final accounts is not its subject.
{%- set spending = "statement_code = 'expenditure_by_subject'" %}
select
    division_name as 地区,
    unit_name as 单位,
    fiscal_year as 年度,
    phase_name as 阶段,
    {{ sum_yuan("statement_code = 'income_by_subject' and not is_carryover") }} as 本年收入_元,
    {{ sum_yuan("statement_code = 'income_summary' and is_carryover") }} as 上年结转_元,
    {{ sum_yuan(spending) }} as 支出_元,
    {{ sum_yuan(spending ~ " and expenditure_kind_code = 'basic'") }} as 基本支出_元,
    {{ sum_yuan(spending ~ " and expenditure_kind_code = 'project'") }} as 项目支出_元,
    {{ sum_wan(spending) }} as 支出_万元
from {{ ref('int_current_line') }}
where is_document_phase
group by all
