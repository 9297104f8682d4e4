{{ config(materialized='ephemeral') }}

with

amount as (

    select *
    from {{ ref('int_narrative_about') }}
    where claim_kind = 'amount'

),

share as (

    select
        *,
        regexp_extract(clause, '占比?(.*?)(?:的|比例|比重|比)*$', 1) as whole_text
    from {{ ref('int_narrative_about') }}
    where claim_kind = 'share'

),

unknown as (

    -- what is divided and has no known name: 财政拨款支出 1,380 万元，主要用于 …
    select
        document_id,
        section_code,
        min(figure_no) as figure_no
    from {{ ref('int_narrative_claim') }}
    where claim_kind = 'amount' and year_offset = 0
    group by document_id, section_code, frame_no
    having first(topic_code order by figure_no) is null

),

divided as (

    select
        share.*,
        max(unknown.figure_no) as unknown_no
    from share
    left join unknown
        on
            share.document_id = unknown.document_id
            and share.section_code = unknown.section_code
            and share.figure_no > unknown.figure_no
    group by all

),

whole as (

    select
        *,
        true as is_named,
        0 as unknown_no
    from {{ ref('int_narrative_named_whole') }}
    union all
    -- 占: the whole that the section divides
    select
        share.document_id,
        share.figure_no,
        topic.section_code,
        unnest([topic.parent_topic_code, coalesce(parent.parent_topic_code, '')]) as topic_code,
        unnest([1, 2]) as precedence,
        false as is_named,
        share.unknown_no
    from divided as share
    inner join {{ ref('narrative_topic') }} as topic
        on share.section_code = topic.section_code and share.topic_code = topic.topic_code
    left join {{ ref('narrative_topic') }} as parent
        on topic.section_code = parent.section_code and topic.parent_topic_code = parent.topic_code
    where length(share.whole_text) < 2

)

select
    whole.document_id,
    whole.figure_no,
    amount.figure_no as whole_no,
    whole.is_named,
    whole.topic_code as whole_topic_code
from whole
inner join amount
    on
        whole.document_id = amount.document_id
        and whole.section_code = amount.section_code
        and whole.topic_code = amount.topic_code
        and whole.figure_no > amount.figure_no
        and coalesce(whole.unknown_no, 0) < amount.figure_no
inner join {{ ref('int_narrative_about') }} as claim
    on
        whole.document_id = claim.document_id
        and whole.figure_no = claim.figure_no
        and amount.phase_code = claim.phase_code
        and (amount.section_code != claim.section_code or amount.about != claim.about)
qualify row_number() over (
        partition by whole.document_id, whole.figure_no
        order by whole.precedence asc, amount.figure_no desc
    ) = 1
