{{ config(materialized='ephemeral') }}

select
    child.document_id,
    child.grid_no,
    child.row_no,
    child.block_no,
    max_by(parent.hierarchy_code, length(parent.hierarchy_code)) as parent_code
from {{ ref('int_figure') }} as child
inner join (
    select distinct
        document_id,
        grid_no,
        hierarchy_code
    from {{ ref('int_figure') }}
) as parent
    on
        child.document_id = parent.document_id
        and child.grid_no = parent.grid_no
        and length(parent.hierarchy_code) < length(child.hierarchy_code)
        and starts_with(child.hierarchy_code, parent.hierarchy_code)
group by child.document_id, child.grid_no, child.row_no, child.block_no
