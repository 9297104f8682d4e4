select
    {{ surrogate_key([
        "'procurement'", 'statement.document_id', 'statement.category_code', 'statement.source'
    ]) }} as procurement_key,
    document.document_key,
    document.unit_key,
    document.fiscal_year_key,
    document.phase_key,
    statement.category_code,
    category.name as category_name,
    statement.source,
    coalesce(category.parent_code = 'procurement_total', false) as is_additive,
    coalesce(statement.amount_yuan, 0)::decimal(18, 2) as amount_yuan,
    statement.printed_amount,
    statement.printed_unit,
    statement.printed_amount is not null as is_printed,
    document.is_current,
    statement.line_no
from {{ ref('int_asset_statement') }} as statement
inner join {{ ref('asset_category') }} as category on statement.category_code = category.code
inner join {{ ref('dim_document') }} as document on statement.document_id = document.document_id
where category.family = 'procurement'
