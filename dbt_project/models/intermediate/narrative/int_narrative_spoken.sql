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

),

scoped as (

    select
        *,
        last_value(whole_topic_code ignore nulls) over (
            partition by document_id, frame_no order by figure_no
        ) as owner_topic_code
    from owned_by

)

select
    scoped.document_id,
    scoped.figure_no,
    scoped.section_code,
    scoped.paragraph_no,
    scoped.sentence_no,
    scoped.position_no,
    scoped.place_count,
    scoped.line_no,
    scoped.frame_no,
    scoped.year_offset,
    scoped.document_phase_code,
    scoped.figure_kind,
    scoped.printed_amount,
    scoped.printed_unit,
    scoped.amount,
    scoped.own_topic is not null as is_named,
    scoped.own_text,
    scoped.clause,
    scoped.basis_words,
    scoped.lead_text,
    scoped.following,
    case
        when scoped.topic['topic'] = '?' then null
        when scoped.topic['topic'] = 'total' and spoken_of.topic_code is null then null
        when scoped.figure_kind = 'count' or scoped.topic['topic'] = '{class}' then scoped.topic
        -- 事业运行 30 万元，其中：基本支出 30 万元 is not the body's
        when
            scoped.first_topic_code = '{class}'
            and scoped.topic['topic'] in ('basic', 'project', 'personnel', 'operating')
            then null
        when scoped.part_no = 0 or scoped.frame_position = 1 then scoped.topic
        when scoped.owner_topic_code in ('?', '{class}') then null
        -- parts of what was spoken of, or of what that is a part of
        when
            scoped.owner_topic_code in (scoped.topic['topic'], 'grand_total')
            or spoken_of.parent_topic_code in (owner.topic_code, owner.parent_topic_code)
            or spoken_of.parent_topic_code = grand_owner.parent_topic_code
            or grand_parent.parent_topic_code = owner.topic_code
            or scoped.owner_topic_code is null
            -- what the section divides, divided in several ways
            or owner.topic_code is not null
            and owner.parent_topic_code is null
            and spoken_of.parent_topic_code is not null
            then scoped.topic
    end as topic
from scoped
left join {{ ref('narrative_topic') }} as spoken_of
    on
        scoped.section_code = spoken_of.section_code
        and scoped.topic['topic'] = spoken_of.topic_code
left join {{ ref('narrative_topic') }} as grand_parent
    on
        spoken_of.section_code = grand_parent.section_code
        and spoken_of.parent_topic_code = grand_parent.topic_code
left join {{ ref('narrative_topic') }} as owner
    on
        scoped.section_code = owner.section_code
        and scoped.owner_topic_code = owner.topic_code
left join {{ ref('narrative_topic') }} as grand_owner
    on
        owner.section_code = grand_owner.section_code
        and owner.parent_topic_code = grand_owner.topic_code
