{{ config(materialized='ephemeral') }}

-- One row per total or subtotal that a counted publication prints, of whatever year and phase
select
    document.unit_key,
    document.unit_name,
    total.fiscal_year_key as fiscal_year,
    phase.name as phase_name,
    statement.code as statement_code,
    total.flow,
    total.total_kind,
    if(subject.subject_key > 0, subject.code, null) as subject_code,
    if(department.economic_class_key > 0, department.code, null) as department_code,
    if(fund.fund_key > 0, fund.name, null) as fund_name,
    if(item.line_item_key > 0, item.name, null) as line_item_name,
    case when kind.expenditure_kind_key > 0 then coalesce(kind.parent_code, kind.code) end
        as expenditure_kind_group_code,
    expenditure_kind_group_code is not null as is_of_kind,
    total.fiscal_year_key = publication.fiscal_year_key and total.phase_key = publication.phase_key
        as is_of_publication,
    total.is_carryover,
    total.amount_yuan,
    total.reported_total_key as figure_key,
    document.title,
    document.source_path,
    total.page_no,
    total.line_no,
    total.header_path,
    total.printed_label,
    total.printed_amount,
    total.printed_unit
from {{ ref('fct_reported_total') }} as total
inner join {{ ref('current_document') }} as document on total.document_key = document.document_key
inner join {{ ref('dim_document') }} as part on total.document_key = part.document_key
inner join {{ ref('dim_publication') }} as publication
    on part.publication_key = publication.publication_key
inner join {{ ref('dim_phase') }} as phase on total.phase_key = phase.phase_key
inner join {{ ref('dim_statement') }} as statement on total.statement_key = statement.statement_key
inner join {{ ref('dim_subject') }} as subject on total.subject_key = subject.subject_key
inner join {{ ref('dim_economic_class') }} as department
    on total.department_economic_class_key = department.economic_class_key
inner join {{ ref('dim_fund') }} as fund on total.fund_key = fund.fund_key
inner join {{ ref('dim_line_item') }} as item on total.line_item_key = item.line_item_key
inner join {{ ref('dim_expenditure_kind') }} as kind
    on total.expenditure_kind_key = kind.expenditure_kind_key
where publication.is_counted
