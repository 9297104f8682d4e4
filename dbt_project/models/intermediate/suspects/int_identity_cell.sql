select
    document_id,
    identity_code,
    any_value(term.identity_kind) as identity_kind,
    result.rule_id,
    result.verdict,
    term.grid_no,
    term.row_no,
    term.column_no,
    any_value(term.line_no) as line_no,
    any_value(term.amount_yuan) as amount_yuan,
    sum(case term.side when 'lhs' then 1 else -1 end)::integer as sign,
    any_value(result.difference_yuan) as difference_yuan,
    any_value(result.tolerance_yuan) as tolerance_yuan
from {{ ref('int_identity_term') }} as term
inner join {{ ref('int_identity') }} as result using (document_id, identity_code)
inner join {{ ref('identity_rule') }} as rule on result.rule_id = rule.rule_id
where
    term.row_no is not null
    and (
        term.identity_kind != 'evaluation'
        -- an amount that follows from a rate is not the one that its cell prints
        or rule.measured_in = 'yuan' and not starts_with(term.measure_code, 'rated.')
    )
    and result.severity = 'law'
    and rule.relation = 'equal'
    and result.verdict in ('pass', 'rounding', 'violation')
group by
    document_id,
    identity_code,
    result.rule_id,
    result.verdict,
    term.grid_no,
    term.row_no,
    term.column_no
having sum(case term.side when 'lhs' then 1 else -1 end) != 0
