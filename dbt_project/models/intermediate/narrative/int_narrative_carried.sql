{{ config(materialized='ephemeral') }}

with

framed as (

    -- 收入总计 …，其中 …；支出总计 …: with another whole begins another frame
    select
        said.* replace (
            said.frame_no * 100
            + count(*) filter (
                where
                contains(said.before, ';')
                and whole.parent_topic_code is null
                and whole.topic_code is not null
            ) over (
                partition by said.document_id, said.frame_no order by said.figure_no
            ) as frame_no
        ),
        own.own_topic,
        regexp_matches(said.before, '其中|包括|[^预决]含') as begins_parts
    from {{ ref('int_narrative_said') }} as said
    inner join {{ ref('int_narrative_own_topic') }} as own
        on said.document_id = own.document_id and said.figure_no = own.figure_no
    left join {{ ref('narrative_topic') }} as whole
        on
            said.section_code = whole.section_code
            and own.own_topic['topic'] = whole.topic_code
            and not said.is_undecided

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
            over (partition by document_id, frame_no) as head_topic,
        max(figure_no) filter (
            where own_topic['topic'] = '?' and begins_parts and figure_kind = 'amount'
        ) over (partition by document_id, frame_no) as other_scope_no,
        min(figure_no) filter (where figure_kind = 'amount' and year_offset = 0) over (
            partition by document_id, frame_no, own_topic
        ) as first_no_of_topic
    from carried
    window part_so_far as (
        partition by document_id, frame_no, part_no, sentence_no order by figure_no
    )

)

select
    document_id,
    figure_no,
    coalesce(
        own_topic['topic'] not in ('?', '{class}')
        and figure_kind = 'amount'
        and year_offset = 0
        and figure_no > other_scope_no
        and other_scope_no > first_no_of_topic,
        false
    ) as is_said_of_another,
    section_code,
    paragraph_no,
    sentence_no,
    position_no,
    line_no,
    frame_no,
    frame_position,
    place_count,
    part_no,
    begins_parts,
    printed_amount,
    printed_unit,
    amount,
    before,
    following,
    clause,
    lead_text,
    document_phase_code,
    basis_words,
    figure_kind,
    year_offset,
    own_text,
    own_topic,
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
