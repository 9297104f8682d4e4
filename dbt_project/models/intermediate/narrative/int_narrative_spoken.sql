{{ config(materialized='ephemeral') }}

select
    carried.document_id,
    carried.figure_no,
    carried.section_code,
    carried.paragraph_no,
    carried.sentence_no,
    carried.position_no,
    carried.place_count,
    carried.line_no,
    carried.frame_no,
    carried.year_offset,
    carried.document_phase_code,
    carried.figure_kind,
    carried.printed_amount,
    carried.printed_unit,
    carried.amount,
    carried.own_topic is not null as is_named,
    carried.own_text,
    carried.clause,
    carried.basis_words,
    carried.lead_text,
    carried.following,
    case
        when carried.topic['topic'] = '?' then null
        when carried.topic['topic'] = 'total' and spoken_of.topic_code is null then null
        -- 货物 50 万元，其中一般公共预算拨款 100 万元：货物 30 万元: of another scope, once more
        when carried.is_said_of_another then null
        when carried.figure_kind = 'count' or carried.topic['topic'] = '{class}' then carried.topic
        -- 事业运行 30 万元，其中：基本支出 30 万元 is not the body's
        when
            owned.first_topic_code = '{class}'
            and carried.topic['topic'] in ('basic', 'project', 'personnel', 'operating')
            then null
        when carried.part_no = 0 or carried.frame_position = 1 then carried.topic
        when owned.owner_topic_code in ('?', '{class}') then null
        -- parts of what was spoken of, or of what that is a part of
        when
            owned.owner_topic_code in (carried.topic['topic'], 'grand_total')
            or spoken_of.parent_topic_code in (owner.topic_code, owner.parent_topic_code)
            or spoken_of.parent_topic_code = grand_owner.parent_topic_code
            or grand_parent.parent_topic_code = owner.topic_code
            or owned.owner_topic_code is null
            -- what is no part of anything, told beside the total: 其中：面向中小企业预留 …
            or owned.owner_topic_code = 'total'
            and spoken_of.topic_code is not null
            and spoken_of.parent_topic_code is null
            -- what the section divides, divided in several ways
            or owner.topic_code is not null
            and owner.parent_topic_code is null
            and spoken_of.parent_topic_code is not null
            then carried.topic
    end as topic
from {{ ref('int_narrative_carried') }} as carried
inner join {{ ref('int_narrative_owner') }} as owned
    on carried.document_id = owned.document_id and carried.figure_no = owned.figure_no
left join {{ ref('narrative_topic') }} as spoken_of
    on
        carried.section_code = spoken_of.section_code
        and carried.topic['topic'] = spoken_of.topic_code
left join {{ ref('narrative_topic') }} as grand_parent
    on
        spoken_of.section_code = grand_parent.section_code
        and spoken_of.parent_topic_code = grand_parent.topic_code
left join {{ ref('narrative_topic') }} as owner
    on
        carried.section_code = owner.section_code
        and owned.owner_topic_code = owner.topic_code
left join {{ ref('narrative_topic') }} as grand_owner
    on
        owner.section_code = grand_owner.section_code
        and owner.parent_topic_code = grand_owner.topic_code
