select
    amount.amount_key as reported_total_key,
    amount.document_key,
    amount.unit_key,
    amount.fiscal_year_key,
    amount.phase_key,
    amount.statement_key,
    amount.total_kind,
    amount.subject_key,
    amount.department_economic_class_key,
    amount.government_economic_class_key,
    amount.fund_key,
    amount.expenditure_kind_key,
    amount.project_key,
    amount.line_item_key,
    amount.flow,
    amount.is_carryover,
    document.is_current,
    false as is_additive,
    amount.is_recognised,
    amount.amount_yuan,
    amount.printed_amount,
    amount.printed_unit,
    amount.printed_label,
    amount.header_path,
    amount.grid_no,
    printed.page_no,
    amount.line_no,
    amount.column_no
from {{ ref('int_keyed_amount') }} as amount
inner join {{ ref('dim_document') }} as document on amount.document_key = document.document_key
inner join {{ ref('stg_line') }} as printed
    on amount.document_id = printed.document_id and amount.line_no = printed.line_no
where amount.total_kind is not null
