with

claim as (

    select
        *,
        concat_ws('.', topic_code, subject_code) as about
    from {{ ref('int_narrative_claim') }}
    where topic_code is not null

),

amount as (

    select *
    from claim
    where claim_kind = 'amount'

),

spoken_of as (

    -- 占 x%, 比上年增加: of the amount that was last said of the same topic
    select
        claim.document_id,
        claim.figure_no,
        max(amount.figure_no) as amount_no
    from claim
    inner join amount
        on
            claim.document_id = amount.document_id
            and claim.section_code = amount.section_code
            and claim.about = amount.about
            and claim.figure_no > amount.figure_no
            -- 完成年初预算的 names the budget, but speaks of the accounts
            and (claim.claim_kind = 'completion') = (claim.phase_code != amount.phase_code)
    where claim.claim_kind not in ('amount', 'count', 'prior_amount')
    group by claim.document_id, claim.figure_no

),

compared_with as (

    select
        claim.document_id,
        claim.figure_no,
        max(amount.figure_no) as whole_no
    from claim
    inner join amount
        on
            claim.document_id = amount.document_id
            and claim.section_code = amount.section_code
            and claim.about = amount.about
            and claim.phase_code = amount.phase_code
            and claim.figure_no > amount.figure_no
    where claim.claim_kind = 'completion'
    group by claim.document_id, claim.figure_no

),

whole as (

    -- 占本年支出合计的: a whole by name, of this section or of the accounts as such
    select
        claim.document_id,
        claim.figure_no,
        topic.section_code,
        topic.topic_code,
        topic.precedence
    from claim
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
    from claim
    inner join {{ ref('narrative_topic') }} as topic
        on claim.section_code = topic.section_code and claim.topic_code = topic.topic_code
    left join {{ ref('narrative_topic') }} as parent
        on topic.section_code = parent.section_code and topic.parent_topic_code = parent.topic_code
    where claim.claim_kind = 'share' and not regexp_matches(claim.lead_text, '占.{2,}的')

),

share_of as (

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
    inner join claim
        on
            whole.document_id = claim.document_id
            and whole.figure_no = claim.figure_no
            and amount.phase_code = claim.phase_code
            and (amount.section_code != claim.section_code or amount.about != claim.about)
    qualify row_number() over (
            partition by whole.document_id, whole.figure_no
            order by whole.precedence asc, amount.figure_no desc
        ) = 1

),

changed_by as (

    -- 增加 x 万元，增长 y%: the rate goes with the change just before it
    select
        rate.document_id,
        rate.figure_no,
        change.figure_no as change_no
    from claim as rate
    inner join claim as change
        on
            rate.document_id = change.document_id
            and rate.paragraph_no = change.paragraph_no
            and rate.position_no = change.position_no + 1
            and rate.about = change.about
    where rate.claim_kind = 'change_rate' and change.claim_kind = 'change'

)

select
    claim.document_id,
    claim.figure_no,
    spoken_of.amount_no,
    coalesce(compared_with.whole_no, share_of.whole_no) as whole_no,
    changed_by.change_no
from claim
left join spoken_of
    on claim.document_id = spoken_of.document_id and claim.figure_no = spoken_of.figure_no
left join compared_with
    on claim.document_id = compared_with.document_id and claim.figure_no = compared_with.figure_no
left join share_of
    on claim.document_id = share_of.document_id and claim.figure_no = share_of.figure_no
left join changed_by
    on claim.document_id = changed_by.document_id and claim.figure_no = changed_by.figure_no
