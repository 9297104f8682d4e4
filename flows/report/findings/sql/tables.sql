-- The columns of the tables that a finding speaks of, under their headers.
select
    cell.document_id,
    cell.grid_no,
    cell.column_no,
    any_value(cell.header_path) as header_path,
    any_value(grid.title) as title,
    any_value(grid.yuan_per_unit) as yuan_per_unit,
    coalesce(any_value(form.name), '') as form
from staging.stg_cell as cell
semi join concerned using (document_id, grid_no)
inner join intermediate.int_grid as grid using (document_id, grid_no)
left join staging.form as form using (form_code)
where cell.role in ('header', 'body')
group by cell.document_id, cell.grid_no, cell.column_no
order by all
