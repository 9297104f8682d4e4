{{ config(materialized='ephemeral') }}

-- {fund} spelled out; {class} and {subject} stand for codes that the documents print
select
    term.rule_id,
    nullif(rule.phase_code, '') as phase_code,
    term.side,
    term.form_code,
    fund.code as fund_code,
    replace(term.line_code, '{fund}', coalesce(fund.code, '')) as line_code,
    replace(term.measure_code, '{fund}', coalesce(fund.code, '')) as measure_code,
    case term.line_code when '{class}' then [3] when '{subject}' then [3, 5, 7] end
        as code_lengths
from {{ ref('identity_term') }} as term
inner join {{ ref('identity_rule') }} as rule using (rule_id)
left join {{ ref('fund') }} as fund
    on
        contains(concat(term.line_code, term.measure_code), '{fund}')
        and fund.parent_code = 'fiscal_appropriation'
