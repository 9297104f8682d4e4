-- Where the cells of tables stand on some pages of documents, and whom their lines name.
with

wanted as (

    select
        unnest($1::varchar[]) as document_id,
        unnest($2::integer[]) as page_no

),

personal as (

    select
        document_id,
        line_no,
        list(text) as persons
    from raw.personal_data
    where document_id in (select unnest($1::varchar[]))
    group by document_id, line_no

)

select
    cell.document_id,
    cell.line_no,
    cell.grid_no,
    cell.row_no,
    cell.column_no,
    cell.role,
    cell.text,
    cell.page_no,
    cell.x0,
    cell.y0,
    cell.x1,
    cell.y1,
    line.text as line_text,
    coalesce(personal.persons, []) as persons
from raw.cell as cell
inner join wanted on cell.document_id = wanted.document_id and cell.page_no = wanted.page_no
inner join raw.line as line
    on cell.document_id = line.document_id and cell.line_no = line.line_no
left join personal
    on cell.document_id = personal.document_id and cell.line_no = personal.line_no
where
    cell.x0 is not null
    -- of what stands beside a table the unit of money alone: other attributes name handlers
    and (
        cell.role in ('header', 'ordinal', 'body', 'title', 'caption')
        or (cell.role = 'attribute' and contains(cell.text, '元'))
    )
order by cell.document_id, cell.page_no, cell.line_no, cell.column_no
