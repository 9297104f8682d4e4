select
    (hash(document.document_key, cell.line_no, cell.column_no) >> 1)::bigint as budget_line_key,
    document.document_key,
    cell.line_no,
    cell.column_no,
    1::bigint as unit_key,
    1::bigint as fiscal_year_key,
    1::bigint as phase_key,
    1::bigint as statement_key,
    document.is_current,
    document.is_current as is_counted,
    true as is_spending_basis,
    try_cast(cell.text as decimal(18, 2)) as amount_yuan
from {{ ref('stg_cell') }} as cell
inner join {{ ref('dim_document') }} as document on cell.document_id = document.document_id
where cell.role = 'body' and try_cast(cell.text as decimal(18, 2)) is not null
