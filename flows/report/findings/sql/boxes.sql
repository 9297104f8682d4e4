-- The cells of the tables with doubted figures, on the pages of these figures, as printed.
with

doubted as (

    select distinct
        cell.document_id,
        cell.grid_no,
        cell.page_no
    from raw.cell as cell
    inner join quality.fct_suspect_cell as suspect using (document_id, line_no)
    semi join detailed using (document_id)
    where suspect.suspect_kind not in ('sentence', 'missing_part') and cell.x0 is not null

),

personal as (

    select
        document_id,
        line_no,
        list(text) as persons
    from raw.personal_data
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
semi join doubted using (document_id, grid_no, page_no)
inner join raw.line as line using (document_id, line_no)
left join personal on cell.document_id = personal.document_id and cell.line_no = personal.line_no
where cell.x0 is not null and cell.role in ('header', 'ordinal', 'body')
order by cell.document_id, cell.page_no, cell.line_no, cell.column_no
