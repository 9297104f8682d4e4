-- The lines of some documents that state a figure in words, or that a check or a page speaks of.
select distinct
    line.document_id,
    line.line_no,
    line.page_no,
    line.text
from raw.line as line
semi join (
    select
        document.document_id,
        claim.line_no
    from marts.fct_narrative_claim as claim
    inner join marts.dim_document as document on claim.document_key = document.document_key
    union all
    select
        document_id,
        line_no
    from intermediate.int_staff_statement
    union all
    select
        document_id,
        unnest(line_nos) as line_no
    from quality.fct_identity_result
    union all
    select
        unnest($2::varchar[]) as document_id,
        unnest($3::integer[]) as line_no
) as wanted on line.document_id = wanted.document_id and line.line_no = wanted.line_no
where line.document_id in (select unnest($1::varchar[]))
order by line.document_id, line.line_no
