select
    {{ surrogate_key([
        'amount.document_id', 'amount.grid_no', 'amount.line_no', 'amount.column_no'
    ]) }} as reported_quantity_key,
    document.document_key,
    document.unit_key,
    document.fiscal_year_key,
    document.phase_key,
    document.is_current,
    false as is_additive,
    amount.amount::decimal(18, 2) as quantity,
    amount.printed_amount,
    trim(amount.printed_label) as printed_label,
    amount.line_no,
    amount.column_no
from {{ ref('int_amount') }} as amount
inner join {{ ref('dim_document') }} as document on amount.document_id = document.document_id
where amount.is_quantity and amount.amount is not null
