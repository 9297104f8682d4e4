{{ config(materialized='ephemeral') }}

select {{ total_and_part('subject_sum') }}
from {{ ref('int_figure') }} as part
inner join {{ ref('int_figure_parent') }} as parented
    using (document_id, grid_no, row_no, block_no)
inner join {{ ref('int_figure') }} as total
    on
        part.document_id = total.document_id
        and part.grid_no = total.grid_no
        and part.measure_code = total.measure_code
        and part.side is not distinct from total.side
        and parented.parent_code = total.hierarchy_code
