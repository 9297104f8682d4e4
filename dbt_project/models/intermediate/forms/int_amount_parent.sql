{{ config(materialized='ephemeral') }}

select distinct
    line.document_id,
    line.grid_no,
    line.row_no,
    line.column_no
from {{ ref('int_amount_meaning') }} as line
inner join {{ ref('int_amount_meaning') }} as child
    on
        line.document_id = child.document_id
        and line.form_code = child.form_code
        and line.row_no != child.row_no
left join {{ ref('line_item') }} as item on child.line_item_code = item.code
where
    child.amount is not null
    and not child.is_total_line
    and not child.is_comparative
    and (
        -- a line with a line below it is one in every column, also where that one's cell is lost
        (
            line.line_dimension in ('subject', 'economic_class')
            and length(child.hierarchy_code) > length(line.hierarchy_code)
            and starts_with(child.hierarchy_code, line.hierarchy_code)
        )
        or (
            line.line_dimension = 'item'
            and item.parent_code = line.line_item_code
            and line.header_path = child.header_path
        )
        or (
            line.header_path = child.header_path
            and line.grid_no = child.grid_no
            and line.block_no = child.block_no
            and child.parent_row_no = line.row_no
        )
    )
