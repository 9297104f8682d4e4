{{ config(materialized='ephemeral') }}

with

empty_form as (

    -- a form that is printed and filled nowhere states nothing, whatever it is compared with
    select
        document_id,
        grid_no
    from {{ ref('int_figure') }}
    where grid_no > 0
    group by document_id, grid_no
    having not bool_or(is_printed)

)

-- One form is one cause, however many of its cells other figures ask for.
select distinct
    cell.document_id,
    cell.grid_no,
    cell.identity_code
from {{ ref('int_identity_cell') }} as cell
semi join empty_form
    on cell.document_id = empty_form.document_id and cell.grid_no = empty_form.grid_no
where cell.verdict = 'violation' and -cell.difference_yuan / cell.sign > 0
