with

stated as (

    select
        statement.document_id,
        statement.category_code,
        statement.source,
        category.family,
        category.name as category_name,
        category.parent_code,
        category.unit,
        max(statement.number) filter (where statement.measure = 'establishment')
            as establishment_quantity,
        max(statement.printed_amount) filter (where statement.measure = 'establishment')
            as printed_establishment,
        -- a blank states zero, what is not stated is unknown
        case
            when bool_or(statement.measure = 'actual')
                then
                    coalesce(
                        max(statement.number) filter (where statement.measure = 'actual'), 0
                    )
        end as quantity,
        max(statement.printed_amount) filter (where statement.measure = 'actual')
            as printed_quantity,
        min(statement.line_no) as line_no
    from {{ ref('int_asset_statement') }} as statement
    inner join {{ ref('asset_category') }} as category on statement.category_code = category.code
    where category.family != 'procurement'
    group by
        statement.document_id,
        statement.category_code,
        statement.source,
        category.family,
        category.name,
        category.parent_code,
        category.unit

)

select
    {{ surrogate_key(["'asset'", 'stated.document_id', 'stated.category_code', 'stated.source']) }}
        as asset_key,
    document.document_key,
    document.unit_key,
    document.fiscal_year_key,
    stated.family,
    stated.category_code,
    stated.category_name,
    stated.source,
    -- vehicles add up from their types; equipment over 1 000 000 is among that over 500 000
    not exists (
        select 1
        from stated as other
        where
            other.document_id = stated.document_id
            and other.source = stated.source
            and case stated.family
                when 'equipment' then other.category_code = stated.parent_code
                else other.parent_code = stated.category_code
            end
    )
    and sums.is_summed
    -- said in a table and in a sentence: the table counts, where a blank states zero
    and stated.source = first_value(stated.source) over (
        partition by stated.document_id, stated.family order by stated.source desc
    ) as is_additive,
    stated.quantity::decimal(18, 2) as quantity,
    stated.printed_quantity,
    stated.establishment_quantity::decimal(18, 2) as establishment_quantity,
    stated.printed_establishment,
    stated.unit,
    coalesce(stated.printed_quantity, stated.printed_establishment) is not null as is_printed,
    document.is_current,
    stated.line_no
from stated
inner join {{ ref('dim_document') }} as document on stated.document_id = document.document_id
inner join {{ ref('int_document_sum') }} as sums on stated.document_id = sums.document_id
