{{ config(materialized='ephemeral') }}

-- amounts without any label: they wait for one that slid to a neighbouring row
select
    document_id,
    grid_no,
    row_no,
    cell.block_no,
    min(cell.line_no) as line_no,
    any_value(grid.line_dimension) as line_dimension
from {{ ref('stg_cell') }} as cell
inner join {{ ref('int_grid') }} as grid using (document_id, grid_no)
anti join {{ ref('int_row') }} using (document_id, grid_no, row_no)
where
    cell.role = 'body'
    and cell.column_kind = 'measure'
    and grid.line_dimension in ('subject', 'economic_class')
    and {{ parse_amount('cell.text') }} is not null
group by document_id, grid_no, row_no, cell.block_no
