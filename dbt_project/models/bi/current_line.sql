{{ config(materialized='ephemeral') }}

select
    line.budget_line_key,
    document.unit_key,
    document.division_name,
    document.level_name,
    document.unit_name,
    line.fiscal_year_key as fiscal_year,
    phase.code as phase_code,
    phase.name as phase_name,
    statement.code as statement_code,
    subject.class_code,
    subject.class_name,
    subject.group_code,
    subject.group_name,
    subject.item_code,
    subject.item_name,
    department.class_code as department_class_code,
    department.class_name as department_class_name,
    department.code as department_code,
    department.name as department_name,
    government.code as government_code,
    government.name as government_name,
    fund.name as fund_name,
    kind.code as expenditure_kind_code,
    coalesce(kind.parent_code, kind.code) as expenditure_kind_group_code,
    kind.name as expenditure_kind_name,
    item.family as line_item_family,
    item.name as line_item_name,
    project.name as project_name,
    line.flow,
    line.is_carryover,
    document.document_key,
    line.is_statement_basis,
    line.is_spending_basis,
    line.is_spending_by_kind_basis,
    line.is_revenue_basis,
    line.is_recognised,
    line.amount_yuan,
    document.title,
    document.source_path,
    line.page_no,
    line.line_no,
    line.header_path,
    line.printed_label,
    line.printed_amount,
    line.printed_unit
from {{ ref('fct_budget_line') }} as line
inner join {{ ref('current_document') }} as document
    on line.document_key = document.document_key
inner join {{ ref('dim_phase') }} as phase on line.phase_key = phase.phase_key
inner join {{ ref('dim_statement') }} as statement on line.statement_key = statement.statement_key
inner join {{ ref('dim_subject') }} as subject on line.subject_key = subject.subject_key
inner join {{ ref('dim_economic_class') }} as department
    on line.department_economic_class_key = department.economic_class_key
inner join {{ ref('dim_economic_class') }} as government
    on line.government_economic_class_key = government.economic_class_key
inner join {{ ref('dim_fund') }} as fund on line.fund_key = fund.fund_key
inner join {{ ref('dim_expenditure_kind') }} as kind
    on line.expenditure_kind_key = kind.expenditure_kind_key
inner join {{ ref('dim_line_item') }} as item on line.line_item_key = item.line_item_key
inner join {{ ref('dim_project') }} as project on line.project_key = project.project_key
where line.is_counted
