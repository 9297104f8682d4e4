-- The lines that a finding shows, as printed.
select
    line.document_id,
    line.line_no,
    line.text,
    line.page_no
from staging.stg_line as line
semi join wanted using (document_id, line_no)
order by line.line_no
