-- How often each rule was evaluated in a document, by verdict.
select
    result.document_id,
    result.rule_id,
    coalesce(rule.name, result.rule_id) as sentence,
    result.severity,
    count(*) filter (result.verdict = 'pass') as pass_count,
    count(*) filter (result.verdict = 'rounding') as rounding_count,
    count(*) filter (result.verdict = 'violation') as violation_count,
    count(*) filter (result.verdict = 'not_evaluable') as not_evaluable_count
from quality.fct_identity_result as result
semi join detailed using (document_id)
left join staging.identity_rule as rule using (rule_id)
group by all
order by result.severity, sentence
