{{ config(materialized='ephemeral') }}

with

balance as (

    -- what is carried over or on beside the parts of a 合计
    select distinct
        total.document_id,
        total.grid_no,
        total.column_no as total_column_no,
        part.column_no as part_column_no
    from {{ ref('int_figure') }} as total
    inner join {{ ref('int_figure') }} as part
        on
            total.document_id = part.document_id
            and total.grid_no = part.grid_no
            and total.row_no = part.row_no
            and total.block_no = part.block_no
            and total.column_no != part.column_no
            and starts_with(part.header_path, total.scope_path)
    where
        total.is_total_column
        and total.measure_code = 'total'
        and part.measure_code in ('opening', 'closing')
        and not part.is_total_column

),

pair as (

    select
        document_id,
        grid_no,
        total_column_no,
        part_column_no,
        false as is_balance
    from {{ ref('int_column_part') }}
    union all
    select
        *,
        true as is_balance
    from balance
    anti join {{ ref('int_column_part') }}
        using (document_id, grid_no, total_column_no, part_column_no)

),

paired as (

    select
        total.document_id,
        total.grid_no,
        total.row_no,
        total.column_no,
        total.block_no,
        total.amount_yuan,
        part.row_no as part_row_no,
        part.column_no as part_column_no,
        part.amount_yuan as part_yuan,
        pair.is_balance
    from {{ ref('int_figure') }} as total
    inner join pair
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

),

holding as (

    -- of the lines that carry something over, on how many the total holds it
    select
        document_id,
        grid_no,
        column_no,
        count(*) filter (where abs(gap_yuan) > abs(gap_yuan - balance_yuan)) * 2 > count(*)
            as has_balance
    from (
        select
            document_id,
            grid_no,
            row_no,
            column_no,
            any_value(amount_yuan)
            - coalesce(sum(part_yuan) filter (where not is_balance), 0) as gap_yuan,
            coalesce(sum(part_yuan) filter (where is_balance), 0) as balance_yuan
        from paired
        group by document_id, grid_no, row_no, column_no
    ) as line
    where balance_yuan != 0
    group by document_id, grid_no, column_no

)

select
    paired.document_id,
    'row_sum' as rule_id,
    concat_ws('|', grid_no, row_no, column_no) as instance,
    unnest(['lhs', 'rhs']) as side,
    grid_no,
    unnest([row_no, part_row_no]) as row_no,
    unnest([column_no, part_column_no]) as column_no,
    block_no
from paired
left join holding using (document_id, grid_no, column_no)
where not is_balance or holding.has_balance
