{{ config(materialized='ephemeral') }}

with

named as (

    select
        said.document_id,
        said.figure_no,
        topic.topic_code,
        case
            when regexp_matches(said.own_text, topic.pattern) then 1
            when regexp_matches(said.topic_text, topic.pattern) then 2
            else 4
        end as distance,
        topic.precedence
    from {{ ref('int_narrative_said') }} as said
    inner join {{ ref('narrative_topic') }} as topic
        on
            said.section_code = topic.section_code
            and topic.pattern is not null
            and (
                regexp_matches(said.own_text, topic.pattern)
                or regexp_matches(said.topic_text, topic.pattern)
                or said.context_text != ''
                and regexp_matches(said.context_text, topic.pattern)
            )
    where said.own_text != '' or said.context_text != ''

)

select
    document_id,
    figure_no,
    arg_min({ topic: topic_code, subject: subject_code }, distance * 1000 + precedence) as named
from (
    select
        document_id,
        figure_no,
        topic_code,
        null as subject_code,
        distance,
        precedence
    from named
    union all
    select
        document_id,
        figure_no,
        topic_code,
        subject_code,
        2 + least(slip, 1) as distance,
        5 as precedence
    from {{ ref('int_narrative_subject') }}
) as candidate
group by document_id, figure_no
