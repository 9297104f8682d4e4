{{ config(materialized='ephemeral') }}

-- {fund} and {kind} spelled out; {class}, {subject}, {economic} stand for codes that are printed
with

alternative as (

    -- a term without a number belongs to every alternative of its rule
    select
        rule_id,
        unnest(list_distinct(list_append(list(alternative), 1))) as alternative
    from {{ ref('identity_term') }}
    group by rule_id

),

term as (

    select
        rule_id,
        nullif(rule.phase_code, '') as phase_code,
        rule.relation,
        term.side,
        alternative.alternative,
        term.form_code,
        term.line_code,
        term.measure_code,
        coalesce(term.is_optional, false) as is_optional
    from {{ ref('identity_term') }} as term
    inner join {{ ref('identity_rule') }} as rule using (rule_id)
    inner join alternative using (rule_id)
    where coalesce(term.alternative, alternative.alternative) = alternative.alternative

),

member as (

    select
        code,
        '{fund}' as template
    from {{ ref('fund') }}
    where parent_code = 'fiscal_appropriation'
    union all
    select
        code,
        '{kind}' as template
    from {{ ref('expenditure_kind') }}
    where parent_code is null

)

select
    term.rule_id,
    term.phase_code,
    term.relation,
    term.side,
    term.alternative,
    term.form_code,
    member.code as member_code,
    coalesce(replace(term.line_code, member.template, member.code), term.line_code) as line_code,
    coalesce(
        replace(term.measure_code, member.template, member.code), term.measure_code
    ) as measure_code,
    case
        when term.line_code = '{class}' then [3]
        when term.line_code = '{subject}' then [3, 5, 7]
        when term.line_code = '{economic}' then [3, 5]
    end as code_lengths,
    if(term.line_code = '{economic}', '^3', '^2') as code_pattern,
    term.is_optional
from term
left join member on contains(concat(term.line_code, term.measure_code), member.template)
