{{ config(materialized='ephemeral') }}

with

amount as (

    select *
    from {{ ref('int_narrative_about') }}
    where claim_kind = 'amount'

),

whole as (

    -- 占本年支出合计的: a whole by name, of this section or of the accounts as such
    select
        claim.document_id,
        claim.figure_no,
        topic.section_code,
        topic.topic_code,
        topic.precedence
    from {{ ref('int_narrative_about') }} as claim
    inner join {{ ref('narrative_topic') }} as topic
        on
            topic.section_code in ('expenditure', 'income', 'procurement', claim.section_code)
            and regexp_matches(
                {{ clause_topic("regexp_extract(claim.lead_text, '占(?:比)?(.*)$', 1)") }},
                topic.pattern
            )
    where claim.claim_kind = 'share' and regexp_matches(claim.lead_text, '占.{2,}的')
    union all
    -- 占: the whole that the section divides
    select
        claim.document_id,
        claim.figure_no,
        topic.section_code,
        unnest(
            list_distinct(
                [topic.parent_topic_code, coalesce(parent.parent_topic_code, '')]
            )
        ) as topic_code,
        unnest([1, 2]) as precedence
    from {{ ref('int_narrative_about') }} as claim
    inner join {{ ref('narrative_topic') }} as topic
        on claim.section_code = topic.section_code and claim.topic_code = topic.topic_code
    left join {{ ref('narrative_topic') }} as parent
        on topic.section_code = parent.section_code and topic.parent_topic_code = parent.topic_code
    where claim.claim_kind = 'share' and not regexp_matches(claim.lead_text, '占.{2,}的')

)

select
    whole.document_id,
    whole.figure_no,
    amount.figure_no as whole_no
from whole
inner join amount
    on
        whole.document_id = amount.document_id
        and whole.section_code = amount.section_code
        and whole.topic_code = amount.topic_code
        and whole.figure_no > amount.figure_no
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
