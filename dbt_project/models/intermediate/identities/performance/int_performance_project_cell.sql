{{ config(materialized='ephemeral') }}

-- the leaves of a project line, with their cells
select
    document_id,
    line.project_key,
    line.statement_code,
    figure.form_code,
    grid_no,
    figure.row_no,
    column_no,
    line_no,
    line.amount_yuan,
    figure.yuan_per_unit
from {{ ref('int_keyed_amount') }} as line
inner join {{ ref('int_figure') }} as figure using (document_id, grid_no, line_no, column_no)
where line.is_leaf and line.statement_code in ('project_current', 'project_carryover')
