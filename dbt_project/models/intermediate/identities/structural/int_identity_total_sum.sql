{{ config(materialized='ephemeral') }}

-- 合计 over the topmost lines of a code hierarchy, over projects, over the 三公 items
select {{ total_and_part('total_sum') }}
from {{ ref('int_figure') }} as total
inner join {{ ref('int_figure') }} as part
    on
        total.document_id = part.document_id
        and total.grid_no = part.grid_no
        and total.column_no = part.column_no
        and not part.is_total_line
left join {{ ref('int_figure_parent') }} as parented
    on
        part.document_id = parented.document_id
        and part.grid_no = parented.grid_no
        and part.row_no = parented.row_no
        and part.block_no = parented.block_no
left join {{ ref('line_item') }} as item on part.line_item_code = item.code
where
    total.is_total_line
    and total.line_code = 'total'
    and total.line_dimension in ('subject', 'economic_class', 'project', 'item')
    and parented.parent_code is null
    and (
        part.line_dimension in ('subject', 'economic_class', 'project')
        or item.family in ('three_public', 'procurement')
        and (
            item.parent_code is null
            -- 公务用车运行维护费 alone, without the line that it is a part of
            or not exists (
                select 1
                from {{ ref('int_figure') }} as whole
                where
                    part.document_id = whole.document_id
                    and part.grid_no = whole.grid_no
                    and item.parent_code = whole.line_item_code
            )
        )
    )
