-- The lines whose figures failing checks point at.
select distinct
    document_id,
    line_no
from quality.fct_suspect_cell
order by document_id, line_no
