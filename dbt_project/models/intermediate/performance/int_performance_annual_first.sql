{{ config(materialized='ephemeral') }}

-- What a form does in its money it does in its indicators, too.
select
    document_id,
    form_no
from {{ ref('int_performance_form_cell') }} as cell
inner join {{ ref('int_performance_form_cell') }} as later using (document_id, form_no, line_no)
where
    cell.attribute = 'total'
    and cell.value = 'annual'
    and later.attribute = 'total'
    and later.value = 'period'
    and cell.column_no < later.column_no
group by document_id, form_no
