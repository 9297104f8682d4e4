-- The filled cells of the rows that a finding shows.
select
    cell.document_id,
    cell.line_no,
    cell.grid_no,
    cell.column_no,
    cell.text
from staging.stg_cell as cell
semi join wanted using (document_id, line_no)
where cell.role = 'body'
order by cell.line_no, cell.column_no
