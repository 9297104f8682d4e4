{{ config(materialized='ephemeral') }}

-- 完成全年预算的 x% asks for the budget, which a table may state and no sentence
select
    document_id,
    figure_no,
    section_code,
    claim_kind,
    topic_code,
    subject_code,
    phase_code,
    printed_unit,
    amount,
    amount_yuan,
    yuan_per_unit,
    rounding
from {{ ref('int_narrative_claim') }}
where claim_kind in ('amount', 'count', 'completion') and topic_code is not null and year_offset = 0
union all
-- and so does 占“三公”经费的 x% for their total
select
    claim.document_id,
    claim.figure_no,
    claim.section_code,
    claim.claim_kind,
    whole.topic_code,
    null as subject_code,
    claim.phase_code,
    claim.printed_unit,
    claim.amount,
    claim.amount_yuan,
    claim.yuan_per_unit,
    claim.rounding
from {{ ref('int_narrative_claim') }} as claim
inner join {{ ref('int_narrative_named_whole') }} as whole
    on
        claim.document_id = whole.document_id
        and claim.figure_no = whole.figure_no
        and claim.section_code = whole.section_code
anti join {{ ref('int_narrative_share_whole') }} as stated
    on claim.document_id = stated.document_id and claim.figure_no = stated.figure_no
where claim.section_code in ('three_public', 'procurement') and claim.year_offset = 0
qualify row_number() over (
        partition by claim.document_id, claim.figure_no order by whole.precedence
    ) = 1
