{{ config(materialized='ephemeral') }}

with

base as (

    -- what an amount was the year before: as its change implies, or as the sentence states it
    select
        document_id,
        figure_no,
        section_code,
        topic_code,
        subject_code,
        line_no,
        basis_words,
        base_yuan,
        base_rounding_yuan
    from (
        select
            claim.*,
            amount.amount_yuan - claim.amount_yuan * claim.direction as base_yuan,
            0.01 * amount.yuan_per_unit as base_rounding_yuan
        from {{ ref('int_narrative_claim') }} as claim
        inner join {{ ref('int_narrative_anchor') }} as anchor using (document_id, figure_no)
        inner join {{ ref('int_narrative_claim') }} as amount
            on anchor.document_id = amount.document_id and anchor.amount_no = amount.figure_no
        where
            claim.claim_kind in ('change', 'unchanged')
            and claim.direction is not null
            -- 比年初预算 is counted from this year's own budget
            and coalesce(claim.basis_words, '') != '本年'
    ) as changed
    union all
    select
        document_id,
        figure_no,
        section_code,
        topic_code,
        subject_code,
        line_no,
        if(phase_code = 'final', '决算', basis_words) as basis_words,
        amount_yuan as base_yuan,
        0.005 * yuan_per_unit as base_rounding_yuan
    from {{ ref('int_narrative_claim') }}
    where claim_kind = 'prior_amount' and topic_code is not null

)

select
    base.*,
    concat(topic.name, base.subject_code) as about_name,
    document.unit_name,
    document.fiscal_year,
    document.scope,
    -- 比上年执行数 asks the accounts, 比上年预算数 the budget, 比上年 what is of the same phase
    case
        when base.basis_words in ('决算', '执行') then 'final'
        when base.basis_words = '预算' then 'budget'
        when document.phase_code = 'budget' then 'budget'
        else 'final'
    end as basis_phase_code
from base
inner join {{ ref('int_document') }} as document using (document_id)
inner join {{ ref('narrative_topic') }} as topic using (section_code, topic_code)
