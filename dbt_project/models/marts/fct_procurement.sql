with

stated as (

    select
        statement.*,
        category.name as category_name,
        category.parent_code,
        bool_or(statement.printed_amount is not null)
            over (partition by statement.document_id, statement.source) as is_source_filled
    from {{ ref('int_asset_statement') }} as statement
    inner join {{ ref('asset_category') }} as category on statement.category_code = category.code
    where category.family = 'procurement'

)

select
    {{ surrogate_key([
        "'procurement'", 'statement.document_id', 'statement.category_code', 'statement.source'
    ]) }} as procurement_key,
    document.document_key,
    document.unit_key,
    document.fiscal_year_key,
    document.phase_key,
    statement.category_code,
    statement.category_name,
    statement.source,
    coalesce(statement.parent_code = 'procurement_total', false)
    and sums.is_summed
    -- said in a table and in a sentence: the table counts, unless nothing is printed in it
    and statement.source = first_value(statement.source) over (
        partition by statement.document_id
        order by statement.is_source_filled desc, statement.source desc
    ) as is_additive,
    coalesce(statement.amount_yuan, 0)::decimal(18, 2) as amount_yuan,
    statement.printed_amount,
    statement.printed_unit,
    statement.printed_amount is not null as is_printed,
    document.is_current,
    statement.line_no
from stated as statement
inner join {{ ref('dim_document') }} as document on statement.document_id = document.document_id
inner join {{ ref('int_document_sum') }} as sums on statement.document_id = sums.document_id
