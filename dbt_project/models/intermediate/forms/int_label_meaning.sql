{{ config(materialized='ephemeral') }}

with

term as (

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

),

matched as (

    select
        term.printed_label,
        term.line_dimension,
        dictionary.attribute,
        dictionary.value
    from term
    inner join {{ ref('term') }} as dictionary
        on
            dictionary.scope in ('any', 'label')
            -- a subject or a project may be called anything: there only totals are words of ours
            and (
                dictionary.attribute in ('total', 'total_code')
                or term.line_dimension in ('summary', 'item')
            )
            and (dictionary.attribute != 'quantity' or term.line_dimension = 'item')
            and (dictionary.attribute != 'item' or term.line_dimension = 'item')
            and (dictionary.attribute != 'kind' or term.line_dimension = 'summary')
            and {{ matches(normalise_term('term.printed_label'), 'dictionary') }}
    qualify row_number() over (
            partition by term.printed_label, term.line_dimension, dictionary.attribute
            order by dictionary.precedence
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
