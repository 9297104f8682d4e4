{{ config(materialized='ephemeral') }}

with

total as (

    -- the total of the year, or the one total of a side that prints no other
    select
        *,
        contains(line_code, 'grand_total') as is_grand
    from {{ ref('int_figure') }}
    where
        line_dimension = 'summary'
        and is_total_line
        and line_code in (
            'income_total',
            'expenditure_total',
            'grand_total',
            'income_grand_total',
            'expenditure_grand_total'
        )
    -- a total under two blocks is blank in one of them
    qualify
        (
            is_printed
            or not bool_or(is_printed and measure_code = 'total') over (
                partition by document_id, grid_no, row_no, side
            )
        )
        and (
            line_code in ('income_total', 'expenditure_total')
            or not bool_or(line_code in ('income_total', 'expenditure_total')) over (
                partition by document_id, grid_no, column_no, block_no
            )
        )

),

block as (

    select
        document_id,
        grid_no,
        block_no,
        any_value(side) as side,
        bool_or(is_total_line and is_printed) as has_total
    from {{ ref('int_figure') }}
    where line_dimension = 'summary' and measure_code = 'total'
    group by document_id, grid_no, block_no

),

spanned as (

    -- a total stands for its own block, and for one beside it that prints none: 功能分类 | 支出用途
    select
        total.* exclude (block_no),
        total.block_no as own_block_no,
        block.block_no
    from total
    inner join block
        on
            total.document_id = block.document_id
            and total.grid_no = block.grid_no
            and (
                total.block_no = block.block_no
                or not block.has_total
                and total.side = block.side
                and total.measure_code = 'total'
            )

)

select
    total.document_id,
    'side_total' as rule_id,
    concat_ws(
        '|',
        total.grid_no,
        total.row_no,
        total.column_no,
        if(total.block_no != total.own_block_no, total.block_no, null)
    ) as instance,
    unnest(['lhs', 'rhs']) as side,
    total.grid_no,
    unnest([total.row_no, part.row_no]) as row_no,
    unnest([total.column_no, part.column_no]) as column_no,
    unnest([total.own_block_no, part.block_no]) as block_no
from spanned as total
inner join {{ ref('int_figure') }} as part
    on
        total.document_id = part.document_id
        and total.grid_no = part.grid_no
        and total.block_no = part.block_no
        and total.row_no > part.row_no
        and if(
            total.block_no = total.own_block_no,
            total.column_no = part.column_no,
            part.measure_code = 'total'
        )
where
    not part.is_total_line
    and part.parent_row_no is null
    -- what was carried over belongs to the one total, not to that of the year
    and (
        total.is_grand
        or coalesce(split_part(part.line_code, '.', 1), '') not in ('opening', 'closing')
    )
