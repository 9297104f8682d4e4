-- The identities that do not hold exactly, with the form and column that they are about.
select
    result.document_id,
    result.identity_code,
    result.rule_id,
    result.severity,
    result.verdict,
    coalesce(rule.name, result.description) as sentence,
    result.description,
    coalesce(form.name, '') as form,
    coalesce(total.header_path, '') as column_name,
    -- what a sentence repeats may be counted
    -- a percentage that is wrong is shown as one
    case
        when shown.stated_percentage is not null then 'percent'
        when claim.claim_kind = 'count' then 'piece'
        else coalesce(rule.measured_in, 'yuan')
    end as measured_in,
    coalesce(shown.stated_percentage, result.lhs_yuan)::decimal(18, 2) as lhs_yuan,
    coalesce(shown.computed_percentage, result.rhs_yuan)::decimal(18, 2) as rhs_yuan,
    coalesce(
        shown.stated_percentage - shown.computed_percentage, result.difference_yuan
    )::decimal(18, 2) as difference_yuan,
    if(shown.stated_percentage is null, result.tolerance_yuan, 0)::decimal(18, 2)
        as tolerance_yuan,
    result.line_nos
from quality.fct_identity_result as result
semi join detailed using (document_id)
left join staging.identity_rule as rule using (rule_id)
left join (
    select
        identity_result_key,
        stated_percentage,
        computed_percentage
    from quality.fct_identity_result
    where verdict = 'violation' and computed_percentage is not null
) as shown on result.identity_result_key = shown.identity_result_key
left join (
    from intermediate.int_identity_term
    where identity_kind = 'structural' and side = 'lhs'
) as term using (document_id, identity_code)
left join staging.form as form using (form_code)
left join intermediate.int_column as total
    on term.document_id = total.document_id and term.grid_no = total.grid_no
        and term.column_no = total.column_no
left join intermediate.int_narrative_claim as claim
    on rule.family = 'narrative' and result.document_id = claim.document_id
        and claim.figure_no = try_cast(split_part(result.identity_code, '|', 2) as integer)
where result.verdict in ('violation', 'reading_doubt', 'rounding')
qualify row_number() over (partition by result.identity_result_key order by term.column_no) = 1
order by result.severity, result.line_nos, result.identity_code
