{{ config(materialized='ephemeral') }}

select {{ total_and_part('side_total') }}
from {{ ref('int_figure') }} as total
inner join {{ ref('int_figure') }} as part
    on
        total.document_id = part.document_id
        and total.grid_no = part.grid_no
        and total.column_no = part.column_no
        and total.block_no = part.block_no
        and total.row_no > part.row_no
where
    total.line_dimension = 'summary'
    and total.line_code in ('income_total', 'expenditure_total')
    and not part.is_total_line
    and part.parent_row_no is null
    and coalesce(part.line_code, '') not in ('opening', 'closing')
