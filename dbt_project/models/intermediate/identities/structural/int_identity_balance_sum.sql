{{ config(materialized='ephemeral') }}

select {{ total_and_part('balance_sum') }}
from {{ ref('int_figure') }} as total
inner join {{ ref('int_figure') }} as part
    on
        total.document_id = part.document_id
        and total.grid_no = part.grid_no
        and total.column_no = part.column_no
        and total.block_no = part.block_no
        and total.row_no = part.parent_row_no
