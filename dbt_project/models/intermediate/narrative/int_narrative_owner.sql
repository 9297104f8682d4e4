{{ config(materialized='ephemeral') }}

with

begun as (

    select
        opened.*,
        first_topic.parent_topic_code as first_parent_topic_code,
        first_topic.topic_code is not null as is_begun
    from (
        select
            *,
            first_value(topic['topic']) over (
                partition by document_id, frame_no order by figure_no
            ) as first_topic_code
        from {{ ref('int_narrative_carried') }}
    ) as opened
    left join {{ ref('narrative_topic') }} as first_topic
        on
            opened.section_code = first_topic.section_code
            and opened.first_topic_code = first_topic.topic_code

),

owned_by as (

    select
        *,
        case
            when not begins_parts then null
            -- A，其中：B，C。其中：D …: once more of A
            when
                contains(before, '。')
                and lag(topic['topic']) over in_frame not in ('?', '{class}', first_topic_code)
                and is_begun
                then coalesce(first_parent_topic_code, first_topic_code)
            else coalesce(lag(topic['topic']) over in_frame, '?')
        end as whole_topic_code
    from begun
    window in_frame as (partition by document_id, frame_no order by figure_no)

)

select
    document_id,
    figure_no,
    first_topic_code,
    last_value(whole_topic_code ignore nulls) over (
        partition by document_id, frame_no order by figure_no
    ) as owner_topic_code
from owned_by
