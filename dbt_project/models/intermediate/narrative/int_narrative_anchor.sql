with

amount as (

    select *
    from {{ ref('int_narrative_about') }}
    where claim_kind = 'amount'

),

spoken_of as (

    -- 占 x%, 比上年增加: of the amount that was last said of the same topic, in this paragraph or
    -- under a name
    select
        claim.document_id,
        claim.figure_no,
        max(amount.figure_no) as amount_no
    from {{ ref('int_narrative_about') }} as claim
    inner join amount
        on
            claim.document_id = amount.document_id
            and claim.section_code = amount.section_code
            and claim.about = amount.about
            and claim.figure_no > amount.figure_no
            and (claim.is_named or claim.paragraph_no = amount.paragraph_no)
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
    from {{ ref('int_narrative_about') }} as claim
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

changed_by as (

    -- 增加 x 万元，增长 y%: the rate goes with the change just before it, in lists as in sentences
    select
        rate.document_id,
        rate.figure_no,
        change.figure_no as change_no
    from {{ ref('int_narrative_about') }} as rate
    inner join {{ ref('int_narrative_about') }} as change
        on
            rate.document_id = change.document_id
            and rate.paragraph_no = change.paragraph_no
            and rate.position_no = change.position_no + rate.place_count
            and rate.place_count = change.place_count
            and rate.about = change.about
    where rate.claim_kind = 'change_rate' and change.claim_kind = 'change'

)

select
    document_id,
    figure_no,
    spoken_of.amount_no,
    coalesce(compared_with.whole_no, share_of.whole_no) as whole_no,
    changed_by.change_no
from {{ ref('int_narrative_about') }}
left join spoken_of using (document_id, figure_no)
left join compared_with using (document_id, figure_no)
left join {{ ref('int_narrative_share_whole') }} as share_of using (document_id, figure_no)
left join changed_by using (document_id, figure_no)
