{{ config(materialized='ephemeral') }}

with

term as (

    select
        printed_label,
        line_dimension,
        {{ normalise_term('printed_label') }} as text
    from (
        select
            printed_label,
            line_dimension
        from {{ ref('int_row_code') }}
        union
        select
            group_label as printed_label,
            line_dimension
        from {{ ref('int_row_code') }}
        where group_label is not null
    ) as printed

),

page as (

    -- each label once
    {{ pages('term', 'text') }}

),

known as (

    select
        dictionary.*,
        {{ matched_lines('page.texts', 'dictionary.pattern', within=true) }} as text
    from page
    inner join {{ ref('term') }} as dictionary on dictionary.scope in ('any', 'label')

),

matched as (

    select
        term.printed_label,
        term.line_dimension,
        known.attribute,
        known.value
    from term
    inner join known
        on
            term.text = known.text
            -- a subject or a project may be called anything: there only totals are words of ours
            and (
                term.line_dimension in ('summary', 'item')
                or known.attribute in ('total', 'total_code')
            )
            and (term.line_dimension = 'item' or known.attribute not in ('quantity', 'item'))
            and (term.line_dimension = 'summary' or known.attribute != 'kind')
    where not coalesce(regexp_matches(known.text, nullif(known.exclusion, '')), false)
    qualify row_number() over (
            partition by term.printed_label, term.line_dimension, known.attribute
            order by known.precedence
        ) = 1

)

select
    printed_label,
    line_dimension,
    max(value) filter (where attribute = 'fund') as fund_code,
    max(value) filter (where attribute = 'kind') as expenditure_kind_code,
    max(value) filter (where attribute = 'flow') as flow,
    max(value) filter (where attribute = 'item') as line_item_code,
    max(value) filter (where attribute = 'total_code') as total_code,
    coalesce(bool_or(attribute = 'total'), false) as is_total,
    coalesce(bool_or(attribute = 'carryover'), false) as is_carryover,
    coalesce(bool_or(attribute = 'quantity'), false) as is_quantity
from matched
group by printed_label, line_dimension
