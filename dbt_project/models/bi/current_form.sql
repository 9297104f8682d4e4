{{ config(materialized='ephemeral') }}

-- A form as a table of its own, or as columns of another one: 机关运行经费 beside 三公
select
    grid.document_id,
    grid.form_code,
    coalesce(amount.line_no, grid.first_line_no) as line_no,
    amount.amount
from {{ ref('int_grid') }} as grid
left join {{ ref('int_amount') }} as amount
    on grid.document_id = amount.document_id and grid.grid_no = amount.grid_no
where grid.form_code is not null
union all
select
    amount.document_id,
    form.form_code,
    amount.line_no,
    amount.amount
from {{ ref('int_amount') }} as amount
inner join {{ ref('form') }} as form on amount.statement_code = form.expenditure_statement
where amount.form_code != form.form_code
