{{ config(materialized='ephemeral') }}

select {{ total_and_part('row_sum') }}
from {{ ref('int_figure') }} as total
inner join {{ ref('int_column_part') }} as pair
    on
        total.document_id = pair.document_id
        and total.grid_no = pair.grid_no
        and total.column_no = pair.total_column_no
inner join {{ ref('int_figure') }} as part
    on
        total.document_id = part.document_id
        and total.grid_no = part.grid_no
        and total.row_no = part.row_no
        and total.block_no = part.block_no
        and pair.part_column_no = part.column_no
