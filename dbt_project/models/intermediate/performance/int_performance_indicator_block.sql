{{ config(materialized='ephemeral') }}

with

counted as (

    -- the blocks of a row: a level with its texts; texts before the first level are one too
    select
        document_id,
        form_no,
        line_no,
        block_no,
        min(column_no) as column_no,
        any_value(second_side_column) as second_side_column,
        bool_or(has_two_headers) as has_two_headers,
        max(level) filter (where is_block_head) as level_2,
        list(text order by column_no) filter (where kind in ('P', 'T')) as texts,
        list(kind order by column_no) filter (where kind in ('P', 'T')) as kinds,
        list(column_no order by column_no) filter (where kind in ('P', 'T')) as columns
    from {{ ref('int_performance_token') }}
    where is_block_head or kind in ('P', 'T')
    group by document_id, form_no, line_no, block_no

),

ranked as (

    select
        *,
        row_number() over (partition by document_id, form_no, line_no order by block_no)
            as block_rank,
        count(*) over (partition by document_id, form_no, line_no) as block_count,
        -- a name printed twice, a target printed twice: the cells of a merged column; a name that
        -- stands further off is that of the other side
        length(texts) % 2 = 1
        and length(texts) > 1
        and kinds[1] = 'T'
        and texts[1] = texts[2]
        and columns[2] - columns[1] = 1 as has_double_name,
        length(texts) % 2 = 1
        and length(texts) > 2
        and texts[3] = texts[2]
        and kinds[3] = 'T' as has_double_target
    from counted

),

form_side as (

    -- a form that never shows two sides states its indicators for the year
    select
        document_id,
        form_no,
        max(block_count) > 1 or bool_or(has_two_headers) as has_two_sides
    from ranked
    group by document_id, form_no

),

cleaned as (

    select
        ranked.* exclude (texts, kinds, columns),
        form_side.has_two_sides,
        -- N V V without a second block: both sides share the name
        ranked.has_double_target
        and length(ranked.texts) = 3
        and ranked.block_count = 1
        and form_side.has_two_sides as has_shared_name,
        case
            when ranked.has_double_name then 1
            when
                ranked.has_double_target
                and not (length(ranked.texts) = 3 and ranked.block_count = 1)
                then 3
            else 0
        end as dropped,
        ranked.texts,
        ranked.kinds,
        ranked.columns
    from ranked
    inner join form_side using (document_id, form_no)

)

select
    document_id,
    form_no,
    line_no,
    column_no,
    block_rank,
    block_count,
    has_two_sides,
    second_side_column,
    has_shared_name,
    level_2,
    {{ list_without('texts', 'dropped') }} as texts,
    {{ list_without('kinds', 'dropped') }} as kinds,
    {{ list_without('columns', 'dropped') }} as columns
from cleaned
