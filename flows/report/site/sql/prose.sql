-- The sentences of current documents that state a figure; persons are redacted in them.
select distinct
    document.document_id,
    line.line_no,
    line.text
from staging.stg_line as line
inner join marts.dim_document as document on line.document_id = document.document_id
inner join marts.fct_narrative_claim as claim
    on document.document_key = claim.document_key and line.line_no = claim.line_no
where document.status = 'current'
order by document.document_id, line.line_no
