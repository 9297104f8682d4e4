{{ config(materialized='ephemeral') }}

with

figure as (

    select
        document_id,
        grid_no,
        block_no,
        cell.row_no,
        meaning.is_total and meaning.has_total_name and not contains(meaning.header_path, ' / ')
            as is_whole,
        not meaning.is_total and coalesce(meaning.flow, '') not in ('opening', 'closing')
            as is_part,
        coalesce(meaning.flow = 'opening', false) as is_balance,
        coalesce({{ parse_amount('cell.text') }}, 0) as amount
    from {{ ref('stg_cell') }} as cell
    inner join {{ ref('int_column') }} as meaning
        using (document_id, grid_no, block_no, column_no)
    where cell.role = 'body' and not meaning.is_comparative

),

line as (

    -- of tables with one total of everything: that, its parts, and what was carried over
    select
        document_id,
        grid_no,
        block_no,
        row_no,
        max(amount) filter (where is_whole) as total,
        coalesce(sum(amount) filter (where is_part), 0) as parts,
        coalesce(sum(amount) filter (where is_balance), 0) as balance
    from figure
    group by document_id, grid_no, block_no, row_no

)

-- One row per block whose total holds what was carried over: 合计 = 本年收入 + 上年结转.
select
    document_id,
    grid_no,
    block_no
from line
where total is not null and balance != 0
group by document_id, grid_no, block_no
having
    count(*) filter (where abs(total - parts - balance) <= 0.5)
    > count(*) filter (where abs(total - parts) <= 0.5)
