{{ config(materialized='ephemeral') }}

select
    document_id,
    figure_no,
    section_code,
    topic_code,
    claim.paragraph_no,
    claim.line_no,
    claim.claim_kind,
    claim.phase_code,
    claim.direction,
    claim.basis_words,
    claim.reason_direction,
    (try_cast(claim.amount as decimal(9, 4)) * 0.01)::decimal(11, 6) as rate,
    (claim.rounding * 0.01)::decimal(12, 9) as rate_half,
    -- a rate may be cut off instead of rounded, and the last of several bent to make up 100
    (claim.rounding * if(claim.rounding <= 0.005, 0.02, 0.01))::decimal(12, 9) as rate_below,
    (claim.rounding * 0.02)::decimal(12, 9) as rate_above,
    anchor.amount_no,
    anchor.whole_no,
    anchor.change_no,
    match.matched_yuan::decimal(24, 2) as matched_yuan,
    match.terms,
    concat_ws('.', topic_code, claim.subject_code) as about,
    concat(topic.name, claim.subject_code) as about_name,
    concat(claim.printed_amount, claim.printed_unit) as printed,
    case when claim.claim_kind = 'count' then claim.printed_unit else '元' end as measured_in,
    -- said twice is what has the same words
    concat(claim.own_text, '|', claim.phase_words) as words,
    coalesce(claim.amount_yuan, claim.amount)::decimal(24, 2) as quantity,
    coalesce(claim.yuan_per_unit * claim.rounding, 0)::decimal(18, 2) as rounding_yuan
from {{ ref('int_narrative_claim') }} as claim
inner join {{ ref('narrative_topic') }} as topic using (section_code, topic_code)
left join {{ ref('int_narrative_match') }} as match using (document_id, figure_no)
left join {{ ref('int_narrative_anchor') }} as anchor using (document_id, figure_no)
