{{ config(materialized='ephemeral') }}

with

owned as (

    select
        said.*,
        case
            when said.is_undecided then { topic: '?', subject: null }
            when resolved.named is not null then resolved.named
            -- words that name nothing known: no other topic is meant
            when
                not regexp_full_match(
                    said.topic_text,
                    '(?:{{ plain_words_pattern() }}|资金|金额|涉及|财政|拨款|投入|使用|接待'
                    || '|支出|收入|[支收]|执行|数|额|年初|调整|可比口径)*'
                )
                then { topic: '?', subject: null }
            -- an amount without a name is one of another year or phase, or of nobody knows what
            when
                said.figure_kind in ('amount', 'prior_amount')
                and said.place_count = 1
                and said.frame_position > 1
                and not (
                    (said.figure_kind = 'prior_amount' or regexp_matches(said.clause, '[预决]算'))
                    and regexp_full_match(
                        said.topic_text, '(?:支出|收入|年初|全年|调整|预算|决算|数|为|是|安排|执行|的)*'
                    )
                    -- 项目 38 个，涉及资金 x 万元
                    or said.section_code = 'performance'
                    and regexp_matches(said.clause, '涉及|共计|金额|资金')
                )
                then { topic: '?', subject: null }
        end as own_topic
    from (
        select
            *,
            row_number() over (
                partition by document_id, frame_no order by figure_no
            ) as frame_position
        from {{ ref('int_narrative_said') }}
    ) as said
    left join {{ ref('int_narrative_topic') }} as resolved
        on said.document_id = resolved.document_id and said.figure_no = resolved.figure_no

),

framed as (

    -- 收入总计 …，其中 …；支出总计 …: with another whole begins another frame
    select
        owned.* replace (
            owned.frame_no * 100
            + count(*) filter (
                where
                contains(owned.before, ';')
                and whole.parent_topic_code is null
                and whole.topic_code is not null
            ) over (
                partition by owned.document_id, owned.frame_no order by owned.figure_no
            ) as frame_no
        ),
        regexp_matches(owned.before, '其中|包括|[^预决]含') as begins_parts
    from owned
    left join {{ ref('narrative_topic') }} as whole
        on
            owned.section_code = whole.section_code
            and owned.own_topic['topic'] = whole.topic_code
            and not owned.is_undecided

),

carried as (

    select
        *,
        coalesce(
            last_value(own_topic ignore nulls) over in_bracket,
            last_value(own_topic ignore nulls) over in_frame
        ) as nearest_topic,
        count(*) filter (where begins_parts) over in_frame as part_no,
        -- of a list that names nothing, the last list as long that does
        last_value(own_topic ignore nulls) over (
            partition by document_id, frame_no, place_count, place_no order by figure_no
        ) as topic_of_place
    from framed
    window
        in_frame as (partition by document_id, frame_no order by figure_no),
        in_bracket as (partition by document_id, frame_no, bracket_depth order by figure_no)

),

headed as (

    -- A 万元，其中：B 万元，C 万元，比上年增加 …: what grew is A
    select
        *,
        count(*) filter (where figure_kind = 'amount') over part_so_far as part_amounts,
        count(*) filter (where figure_kind in ('change', 'unchanged')) over part_so_far
            as part_changes,
        max_by(own_topic, figure_no) filter (where part_no = 0 and own_topic is not null)
            over (partition by document_id, frame_no) as head_topic
    from carried
    window part_so_far as (
        partition by document_id, frame_no, part_no, sentence_no order by figure_no
    )

),

resolved as (

    select
        *,
        case
            when own_topic is not null then own_topic
            when place_count > 1
                then coalesce(topic_of_place, { topic: '?', subject: null })
            -- a section that begins with a bare amount begins with its total
            when figure_kind = 'amount' and nearest_topic is null and frame_position = 1
                then { topic: 'total', subject: null }
            -- A 万元，其中：B 万元。比上年增加 …: A, or B
            when
                figure_kind in ('change', 'change_rate', 'unchanged')
                and part_no > 0
                and contains(before, '。')
                then { topic: '?', subject: null }
            when
                figure_kind in ('change', 'change_rate', 'unchanged')
                and part_no > 0
                and part_amounts >= 2
                and part_changes <= 1
                and not regexp_matches(before, '[。;、]')
                then head_topic
            when context_text = '' or figure_kind != 'count' then nearest_topic
        end as topic
    from headed

),

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
        from resolved
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
