{{ config(materialized='ephemeral') }}

-- {fund} spelled out; {class}, {subject} and {economic} stand for codes that the documents print
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

)

select
    term.rule_id,
    term.phase_code,
    term.relation,
    term.side,
    term.alternative,
    term.form_code,
    fund.code as fund_code,
    replace(term.line_code, '{fund}', coalesce(fund.code, '')) as line_code,
    replace(term.measure_code, '{fund}', coalesce(fund.code, '')) as measure_code,
    case
        when term.line_code = '{class}' then [3]
        when term.line_code = '{subject}' then [3, 5, 7]
        when term.line_code = '{economic}' then [3, 5]
    end as code_lengths,
    if(term.line_code = '{economic}', '^3', '^2') as code_pattern,
    term.is_optional
from term
left join {{ ref('fund') }} as fund
    on
        contains(concat(term.line_code, term.measure_code), '{fund}')
        and fund.parent_code = 'fiscal_appropriation'
