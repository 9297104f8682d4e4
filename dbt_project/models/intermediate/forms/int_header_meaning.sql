{{ config(materialized='ephemeral') }}

with

token as (

    select
        header_path,
        phase_code,
        unnest(tokens) as token,
        generate_subscripts(tokens, 1) as depth
    from (
        select distinct
            header_path,
            phase_code,
            string_split(header_path, ' / ') as tokens
        from {{ ref('int_column_header') }}
    ) as tokenised

),

matched as (

    -- the token nearest to the figures decides, then the order of the dictionary
    select
        token.header_path,
        token.phase_code,
        term.attribute,
        term.value
    from token
    inner join {{ ref('term') }} as term
        on
            term.scope in ('any', 'header')
            and coalesce(nullif(term.document_phase, ''), token.phase_code) = token.phase_code
            and {{ matches(normalise_term('token.token'), 'term') }}
    qualify row_number() over (
            partition by token.header_path, token.phase_code, term.attribute
            order by token.depth desc, term.precedence asc
        ) = 1

),

named as (

    -- at whatever depth: 合计 / 预算数 is as much a total as 预算数 / 合计
    select
        token.header_path,
        token.phase_code,
        bool_or(term.attribute is not null) as has_total_name
    from token
    left join {{ ref('term') }} as term
        on
            term.attribute = 'total'
            and term.scope = 'any'
            and regexp_matches({{ normalise_term('token.token') }}, term.pattern)
    group by token.header_path, token.phase_code

)

select
    header_path,
    phase_code,
    any_value(named.has_total_name) as has_total_name,
    max(matched.value) filter (where matched.attribute = 'fund') as fund_code,
    max(matched.value) filter (where matched.attribute = 'kind') as expenditure_kind_code,
    max(matched.value) filter (where matched.attribute = 'statement') as statement_code,
    max(matched.value) filter (where matched.attribute = 'flow') as flow,
    max(matched.value) filter (where matched.attribute = 'phase') as column_phase_code,
    max(matched.value) filter (where matched.attribute = 'item') as line_item_code,
    coalesce(bool_or(matched.attribute = 'carryover'), false) as is_carryover,
    coalesce(bool_or(matched.attribute = 'comparative'), false) as is_comparative,
    coalesce(bool_or(matched.attribute = 'ratio'), false) as is_ratio,
    count(matched.attribute) > 0 as is_understood
from named
left join matched using (header_path, phase_code)
group by header_path, phase_code
