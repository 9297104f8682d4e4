{{ config(materialized='ephemeral') }}

with

carried as (

    select
        said.*,
        resolved.named as own_topic,
        last_value(resolved.named ignore nulls) over (
            partition by said.document_id, said.paragraph_no
            order by said.position_no
        ) as nearest_topic,
        count(*) filter (where regexp_matches(said.before, '其中')) over (
            partition by said.document_id, said.paragraph_no, said.sentence_no
            order by said.position_no
        ) as part_no
    from {{ ref('int_narrative_said') }} as said
    left join {{ ref('int_narrative_topic') }} as resolved
        on said.document_id = resolved.document_id and said.figure_no = resolved.figure_no

),

headed as (

    -- A 万元，其中：B 万元，C 万元，比上年增加 …: what grew is A
    select
        carried.*,
        count(*) filter (where carried.figure_kind = 'amount') over part_so_far as part_amounts,
        count(*) filter (where carried.figure_kind in ('change', 'unchanged')) over part_so_far
            as part_changes,
        max_by(carried.own_topic, carried.position_no) filter (
            where carried.part_no = 0 and carried.own_topic is not null
        ) over (
            partition by carried.document_id, carried.paragraph_no, carried.sentence_no
        ) as head_topic
    from carried
    window part_so_far as (
        partition by
            carried.document_id, carried.paragraph_no, carried.sentence_no, carried.part_no
        order by carried.position_no
    )

)

select
    headed.document_id,
    headed.figure_no,
    headed.section_code,
    headed.paragraph_no,
    headed.sentence_no,
    headed.position_no,
    headed.line_no,
    headed.document_phase_code,
    headed.figure_kind,
    headed.printed_amount,
    headed.printed_unit,
    headed.amount,
    headed.lead_text,
    headed.following,
    case
        when headed.own_topic is not null then headed.own_topic
        -- a section that begins with a bare amount begins with its total
        when headed.figure_kind = 'amount' and headed.nearest_topic is null
            then { topic: total.topic_code, subject: null }
        when
            headed.figure_kind in ('change', 'change_rate', 'unchanged')
            and headed.part_no > 0
            and headed.part_amounts >= 2
            and headed.part_changes <= 1
            and not regexp_matches(headed.before, '[。;、]')
            then headed.head_topic
        when headed.context_text = '' or headed.figure_kind != 'count'
            then headed.nearest_topic
    end as topic
from headed
left join {{ ref('narrative_topic') }} as total
    on headed.section_code = total.section_code and total.topic_code = 'total'
