{{ config(materialized='ephemeral') }}

with

part as (

    -- the topmost lines of a code hierarchy, the projects, the items of 三公
    select
        figure.*,
        coalesce(item.family = 'conference_training', false) as is_besides
    from {{ ref('int_figure') }} as figure
    left join
        {{ ref('int_figure_parent') }} as parented
        using (document_id, grid_no, row_no, block_no)
    left join {{ ref('line_item') }} as item on figure.line_item_code = item.code
    where
        not figure.is_total_line
        and parented.parent_code is null
        and (
            figure.line_dimension in ('subject', 'economic_class', 'project')
            -- sources of income without a 科目
            or figure.line_dimension = 'summary'
            and figure.form_code not in ('summary', 'appropriation_summary')
            and figure.parent_row_no is null
            or item.family in ('three_public', 'procurement', 'conference_training')
            and (
                item.parent_code is null
                -- 公务用车运行维护费 alone, without the line that it is a part of
                or not exists (
                    select 1
                    from {{ ref('int_figure') }} as whole
                    where
                        figure.document_id = whole.document_id
                        and figure.grid_no = whole.grid_no
                        and item.parent_code = whole.line_item_code
                )
            )
        )

),

strange as (

    -- an item that nobody knows may be any part of the total
    select distinct
        document_id,
        grid_no,
        column_no
    from {{ ref('int_figure') }}
    where
        line_dimension = 'item'
        and line_code is null
        and parent_row_no is null
        and amount_yuan != 0

),

whole as (

    -- of 收入总计 and the 小计 of its groups the greatest
    select
        document_id,
        grid_no,
        column_no,
        [arg_min(row_no, (-abs(amount_yuan), row_no))] as row_nos
    from {{ ref('int_figure') }}
    where
        is_total_line
        and line_dimension = 'summary'
        and form_code not in ('summary', 'appropriation_summary')
        and is_printed
    group by document_id, grid_no, column_no

),

summed as (

    select
        total.document_id,
        total.grid_no,
        total.row_no,
        total.column_no,
        total.block_no,
        -- 会议费 and 培训费 belong to the 合计 of some provinces: the nearer sum tells
        abs(total.amount_yuan - sum(part.amount_yuan))
        < abs(
            total.amount_yuan
            - coalesce(sum(part.amount_yuan) filter (where not part.is_besides), 0)
        ) as has_besides
    from {{ ref('int_figure') }} as total
    inner join part using (document_id, grid_no, column_no)
    left join whole
        on
            total.document_id = whole.document_id
            and total.grid_no = whole.grid_no
            and total.column_no = whole.column_no
    anti join strange
        on
            total.document_id = strange.document_id
            and total.grid_no = strange.grid_no
            and total.column_no = strange.column_no
    where
        total.is_total_line
        and (
            total.line_code = 'total'
            and total.line_dimension in ('subject', 'economic_class', 'project', 'item')
            or list_contains(whole.row_nos, total.row_no)
        )
    group by
        total.document_id,
        total.grid_no,
        total.row_no,
        total.column_no,
        total.block_no,
        total.amount_yuan

)

select
    {{ total_and_part('total_sum') }}
from summed as total
inner join part
    on
        total.document_id = part.document_id
        and total.grid_no = part.grid_no
        and total.column_no = part.column_no
        and (total.has_besides or not part.is_besides)
