-- What was not understood.
select
    document_id,
    kind,
    coalesce(text, '') as text,
    occurrences,
    first_line_no as line_no
from quality.rpt_unmapped
semi join detailed using (document_id)
order by kind, text
