{{ config(materialized='ephemeral') }}

-- A figure without a label in its own block has the last label of its line that has no figure
-- (公用经费合计 stands in the second block of form 公开06, its amount in the fourth), or the line's
-- 合计, which some print once for both sides.
select
    document_id,
    grid_no,
    row_no,
    cell.block_no,
    max(line.block_no) as label_block_no
from (
    select distinct
        document_id,
        grid_no,
        row_no,
        block_no
    from {{ ref('int_amount_cell') }}
) as cell
inner join {{ ref('int_line') }} as line using (document_id, grid_no, row_no)
where
    cell.block_no >= line.block_no
    and (
        cell.block_no = line.block_no
        or line.is_total
        or not exists (
            select 1
            from {{ ref('int_amount_cell') }} as other
            where
                other.document_id = line.document_id
                and other.grid_no = line.grid_no
                and other.row_no = line.row_no
                and other.block_no = line.block_no
        )
    )
group by document_id, grid_no, row_no, cell.block_no
