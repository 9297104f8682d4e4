-- The notes below the tables that a finding speaks of.
select
    note.document_id,
    note.grid_no,
    note.text
from staging.stg_cell as note
semi join concerned using (document_id, grid_no)
where note.role = 'note'
order by note.line_no
