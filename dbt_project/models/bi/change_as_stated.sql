{{ config(alias='文字所述增减') }}

-- What a sentence says of the year before; the totals, their parts and 三公 are the same money, so
-- nothing here adds up.
with

claim as (

    select
        claim.*,
        max(claim.percentage) filter (where claim.claim_kind = 'change_rate') over (
            partition by
                claim.document_key,
                claim.line_no,
                claim.section_code,
                claim.topic_code,
                claim.subject_key
        ) as stated_rate
    from {{ ref('fct_narrative_claim') }} as claim

)

select
    {{ whose_and_when('document') }},
    phase.name as 阶段,
    {{ narrative_section_name('claim.section_code') }} as 所属,
    if(claim.subject_key > 0, subject.name, coalesce(claim.topic_name, '未注明')) as 事项,
    (claim.implied_base_yuan + claim.amount_yuan * claim.direction)::decimal(18, 2) as 本年_元,
    (claim.amount_yuan * claim.direction)::decimal(18, 2) as 增减_元,
    claim.implied_base_yuan as 上年_元,
    {{ to_wan('(claim.implied_base_yuan + claim.amount_yuan * claim.direction)') }} as 本年_万元,
    {{ to_wan('(claim.amount_yuan * claim.direction)') }} as 增减_万元,
    {{ to_wan('claim.implied_base_yuan') }} as 上年_万元,
    {{ percentage('(claim.amount_yuan * claim.direction)', 'claim.implied_base_yuan') }}
        as 推算增减率_百分比,
    (claim.stated_rate * claim.direction)::decimal(18, 2) as 所述增减率_百分比,
    coalesce(own.reason, rate.reason) as 原因,
    case claim.verdict
        when 'violation' then '不符'
        when 'not_evaluable' then '无从核对'
        else '相符'
    end as 核对,
    document.title as 文件,
    document.source_path as 文件路径,
    line.page_no as 页,
    claim.line_no as 行,
    claim.narrative_claim_key as 文字编号
from claim
inner join {{ ref('current_document') }} as document
    on claim.document_key = document.document_key
inner join {{ ref('dim_phase') }} as phase on claim.phase_key = phase.phase_key
inner join {{ ref('dim_subject') }} as subject on claim.subject_key = subject.subject_key
-- 减少 1.10 万元，下降 18.33%，主要原因是 …: the reason stands behind either
left join {{ ref('int_narrative_claim') }} as own
    on document.document_id = own.document_id and claim.claim_no = own.figure_no
left join {{ ref('int_narrative_claim') }} as rate
    on
        own.document_id = rate.document_id
        and own.figure_no + 1 = rate.figure_no
        and own.paragraph_no = rate.paragraph_no
        and own.sentence_no = rate.sentence_no
        and own.section_code = rate.section_code
        and own.topic_code = rate.topic_code
        and own.subject_code is not distinct from rate.subject_code
        and rate.claim_kind = 'change_rate'
left join {{ ref('stg_line') }} as line
    on document.document_id = line.document_id and claim.line_no = line.line_no
where claim.implied_base_yuan is not null
