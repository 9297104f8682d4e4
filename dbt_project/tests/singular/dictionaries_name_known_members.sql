-- What a dictionary says is a member of the vocabulary it speaks of: a slip would go unnoticed and
-- turn its amounts into unknown ones.
with

known as (

    select
        'fund' as attribute,
        code
    from {{ ref('fund') }}
    union all
    select
        'kind' as attribute,
        code
    from {{ ref('expenditure_kind') }}
    union all
    select
        'phase' as attribute,
        code
    from {{ ref('phase') }}
    union all
    select
        'item' as attribute,
        code
    from {{ ref('line_item') }}
    union all
    select
        'flow' as attribute,
        unnest(['income', 'expenditure', 'opening', 'closing']) as code
    union all
    select
        'total_code' as attribute,
        unnest([
            'income_total', 'expenditure_total', 'income_grand_total', 'expenditure_grand_total',
            'grand_total', 'personnel_total', 'operating_total', 'section'
        ]) as code

)

select
    term.scope,
    term.attribute,
    term.value,
    term.pattern
from {{ ref('term') }} as term
left join known as member
    on term.attribute = member.attribute and term.value = member.code
where
    member.code is null
    and (term.attribute in (select attribute from known) or term.value != 'true')
