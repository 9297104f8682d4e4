-- The checks that the lines of some documents took part in.
select
    result.document_id,
    result.verdict,
    result.severity,
    coalesce(rule.name, result.description) as rule,
    result.description,
    case
        when result.computed_percentage is null then result.lhs_yuan
        else result.stated_percentage
    end::decimal(18, 2) as lhs,
    coalesce(result.computed_percentage, result.rhs_yuan) as rhs,
    case
        when result.computed_percentage is null then coalesce(rule.measured_in, 'yuan')
        else 'percent'
    end as measured_in,
    result.line_nos
from quality.fct_identity_result as result
left join staging.identity_rule as rule on result.rule_id = rule.rule_id
where
    result.verdict != 'not_evaluable'
    and result.document_id in (select unnest($1::varchar[]))
order by
    result.document_id,
    result.line_nos,
    result.identity_code,
    result.identity_result_key
