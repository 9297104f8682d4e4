-- The tables of some documents: what they are called.
select
    grid.document_id,
    grid.grid_no,
    coalesce(form.name, '') as form,
    coalesce(grid.title, '') as title,
    grid.yuan_per_unit,
    grid.first_line_no
from intermediate.int_grid as grid
left join staging.form as form on grid.form_code = form.form_code
where grid.document_id in (select unnest($1::varchar[]))
order by grid.document_id, grid.grid_no
