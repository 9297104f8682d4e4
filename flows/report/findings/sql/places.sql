-- Where the figures of each side of a failing identity stand.
select distinct
    term.document_id,
    term.identity_code,
    term.line_no,
    term.side,
    coalesce(term.column_no, 0) as column_no
from intermediate.int_identity_term as term
semi join (
    from quality.fct_identity_result semi join detailed using (document_id)
    where verdict in ('violation', 'reading_doubt')
) as result using (document_id, identity_code)
where term.line_no is not null
order by all
