{{ config(materialized='ephemeral') }}

with

token as (

    select
        header_path,
        phase_code,
        depth,
        {{ normalise_term('token') }} as text
    from (
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
    ) as printed

),

page as (

    -- each token once
    {{ pages('token', 'text') }}

),

known as (

    select
        term.*,
        {{ matched_lines('page.texts', 'term.pattern', within=true) }} as text
    from page
    inner join {{ ref('term') }} as term on term.scope in ('any', 'header')

),

matched as (

    -- the token nearest to the figures decides, then the order of the dictionary
    select
        token.header_path,
        token.phase_code,
        known.attribute,
        known.value
    from token
    inner join known
        on
            token.text = known.text
            and token.phase_code = coalesce(nullif(known.document_phase, ''), token.phase_code)
    where not coalesce(regexp_matches(known.text, nullif(known.exclusion, '')), false)
    qualify row_number() over (
            partition by token.header_path, token.phase_code, known.attribute
            order by token.depth desc, known.precedence asc
        ) = 1

),

named as (

    -- at whatever depth: 合计 / 预算数 is as much a total as 预算数 / 合计
    select
        token.header_path,
        token.phase_code,
        bool_or(known.attribute is not null) as has_total_name
    from token
    left join known
        on
            token.text = known.text
            and known.attribute = 'total'
            and known.scope = 'any'
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
