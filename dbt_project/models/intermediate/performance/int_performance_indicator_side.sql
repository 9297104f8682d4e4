{{ config(materialized='ephemeral') }}

with

cut as (

    -- where the second side begins among the texts of a block that is alone on its row
    select
        *,
        case
            when block_count > 1 or not has_two_sides or length(texts) < 2 then null
            when list_contains(kinds[2:], 'P') then list_position(kinds[2:], 'P') + 1
            when kinds[1] = 'P' and columns[2] - columns[1] > 1 then 2
            when kinds[1] = 'P' and length(texts) = 2 then null
            when length(texts) = 2
                then
                    case
                        when
                            columns[2] - columns[1] > 2
                            and not {{ is_target_like('texts[2]') }}
                            then 2
                    end
            when
                length(texts) = 3
                and not has_shared_name
                and columns[2] - columns[1] > columns[3] - columns[2]
                then 2
            when length(texts) <= 5 then 3
            else length(texts) // 2 + 1
        end as cut_at
    from {{ ref('int_performance_indicator_block') }}
    where texts is not null

)

select
    document_id,
    form_no,
    line_no,
    columns[1] as column_no,
    case
        when not has_two_sides then 'annual'
        when cut_at is not null then 'period'
        when block_count > 1 then if(block_rank = 1, 'period', 'annual')
        when column_no >= second_side_column then 'annual'
        else 'period'
    end as side,
    level_2,
    level_2 is not null as has_own_level,
    texts[1:coalesce(cut_at - 1, length(texts))] as texts,
    kinds[1:coalesce(cut_at - 1, length(texts))] as kinds,
    null as shared_name
from cut
union all
select
    document_id,
    form_no,
    line_no,
    columns[cut_at] as column_no,
    'annual' as side,
    level_2,
    -- a name that both sides share brings its level along
    has_shared_name as has_own_level,
    texts[cut_at:] as texts,
    kinds[cut_at:] as kinds,
    case when has_shared_name then texts[1] end as shared_name
from cut
where cut_at is not null
