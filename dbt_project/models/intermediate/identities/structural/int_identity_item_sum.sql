{{ config(materialized='ephemeral') }}

select {{ total_and_part('item_sum') }}
from {{ ref('int_figure') }} as total
inner join {{ ref('int_figure') }} as part
    on
        total.document_id = part.document_id
        and total.grid_no = part.grid_no
        and total.column_no = part.column_no
inner join {{ ref('line_item') }} as item on part.line_item_code = item.code
where total.line_dimension = 'item' and total.line_item_code = item.parent_code
