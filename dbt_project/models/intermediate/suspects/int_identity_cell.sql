with

term as (

    select
        document_id,
        identity_code,
        side,
        grid_no,
        row_no,
        column_no,
        line_no,
        amount_yuan
    from {{ ref('int_identity_structural') }}
    union all
    select
        document_id,
        identity_code,
        side,
        grid_no,
        row_no,
        column_no,
        line_no,
        amount_yuan
    from {{ ref('int_identity_cross') }}
    where row_no is not null
    union all
    select
        document_id,
        identity_code,
        side,
        grid_no,
        row_no,
        column_no,
        line_no,
        amount_yuan
    from {{ ref('int_identity_narrative') }}
    where row_no is not null
    union all
    select
        document_id,
        identity_code,
        side,
        grid_no,
        row_no,
        column_no,
        line_no,
        amount_yuan
    from {{ ref('int_identity_performance') }}
    where row_no is not null
    union all
    select
        document_id,
        identity_code,
        side,
        grid_no,
        row_no,
        column_no,
        line_no,
        amount_yuan
    from {{ ref('int_identity_evaluation') }}
    where
        row_no is not null
        -- an amount that follows from a rate is not the one that its cell prints
        and not starts_with(measure_code, 'rated.')
        and rule_id in (
            select rule.rule_id from {{ ref('identity_rule') }} as rule
            where rule.measured_in = 'yuan'
        )

)

select
    term.document_id,
    term.identity_code,
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
from term
inner join {{ ref('int_identity') }} as result
    on term.document_id = result.document_id and term.identity_code = result.identity_code
inner join {{ ref('identity_rule') }} as rule on result.rule_id = rule.rule_id
where
    result.severity = 'law'
    and rule.relation = 'equal'
    and result.verdict in ('pass', 'rounding', 'violation')
group by
    term.document_id,
    term.identity_code,
    result.rule_id,
    result.verdict,
    term.grid_no,
    term.row_no,
    term.column_no
having sum(case term.side when 'lhs' then 1 else -1 end) != 0
