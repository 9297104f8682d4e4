-- The tables of some documents as printed.
select
    document_id,
    line_no,
    grid_no,
    page_no,
    column_no,
    role,
    column_kind,
    header_path,
    text
from raw.cell
where document_id in (select unnest($1::varchar[]))
order by document_id, line_no, column_no
