{{ config(materialized='ephemeral') }}

with

level_row as (

    -- the levels each row prints, and those that hold because nothing else is printed below
    select
        document_id,
        form_no,
        line_no,
        max(level) filter (where kind = 'L1') as level_1,
        first(level order by column_no) filter (where is_block_head and level is not null)
            as first_level_2,
        last(level order by column_no) filter (where is_block_head and level is not null)
            as last_level_2
    from {{ ref('int_performance_token') }}
    group by document_id, form_no, line_no

)

select
    *,
    last(level_1 ignore nulls) over reading as held_level_1,
    last(first_level_2 ignore nulls) over reading as held_period,
    last(last_level_2 ignore nulls) over reading as held_annual
from level_row
window reading as (partition by document_id, form_no order by line_no)
