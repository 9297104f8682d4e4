{{ config(materialized='ephemeral') }}

select
    document_id,
    line.form_no,
    line_no,
    cell.column_no,
    cell.column_count,
    cell.is_indicator_row,
    cell.attribute,
    cell.value,
    cell.stage,
    cell.owner,
    cell.rest,
    cell.printed_text,
    cell.text
from {{ ref('int_performance_cell') }} as cell
inner join {{ ref('int_performance_line') }} as line using (document_id, line_no)
