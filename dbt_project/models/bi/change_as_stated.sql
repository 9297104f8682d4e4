{{ config(alias='文字所述增减') }}

-- What a sentence says of the year before; the totals, their parts and 三公 are the same money, so
-- nothing here adds up. What a body's department and the body itself both publish is said once.
with

repeated as (

    -- of a unit alone, where its department is counted
    select part.document_key
    from {{ ref('dim_document') }} as part
    inner join {{ ref('dim_publication') }} as own on part.publication_key = own.publication_key
    semi join {{ ref('dim_publication') }} as counted
        on
            own.unit_key = counted.unit_key
            and own.fiscal_year_key = counted.fiscal_year_key
            and own.phase_key = counted.phase_key
            and own.publication_key != counted.publication_key
            and counted.is_counted
    where not own.is_counted

),

stated as (

    select
        change.document_id,
        change.figure_no,
        change.printed_topic,
        change.now_yuan,
        change.change_yuan,
        change.before_yuan,
        change.stated_rate,
        reason.reason,
        amount.verdict as amount_verdict
    from {{ ref('int_narrative_stated_change') }} as change
    left join {{ ref('int_narrative_reason') }} as reason using (document_id, figure_no)
    left join {{ ref('dim_document') }} as document on change.document_id = document.document_id
    left join {{ ref('fct_narrative_claim') }} as amount
        on document.document_key = amount.document_key and change.amount_no = amount.claim_no

)

select
    {{ whose_and_when('document') }},
    phase.name as 阶段,
    {{ narrative_section_name('claim.section_code') }} as 所属,
    case
        when stated.printed_topic is not null then stated.printed_topic
        when claim.subject_key > 0 then subject.name
        when claim.section_code = 'agency_operating' then coalesce(claim.topic_name, '机关运行经费')
        else coalesce(claim.topic_name, '未注明')
    end as 事项,
    stated.now_yuan as 本年_元,
    stated.change_yuan as 增减_元,
    stated.before_yuan as 上年_元,
    {{ to_wan('stated.now_yuan') }} as 本年_万元,
    {{ to_wan('stated.change_yuan') }} as 增减_万元,
    {{ to_wan('stated.before_yuan') }} as 上年_万元,
    {{ percentage('stated.change_yuan', 'stated.before_yuan') }} as 推算增减率_百分比,
    stated.stated_rate::decimal(18, 2) as 所述增减率_百分比,
    stated.reason as 原因,
    case
        when 'violation' in (claim.verdict, stated.amount_verdict) then '不符'
        when claim.verdict = 'not_evaluable' then '无从核对'
        else '相符'
    end as 核对,
    document.title as 文件,
    document.source_path as 文件路径,
    line.page_no as 页,
    claim.line_no as 行,
    claim.narrative_claim_key as 文字编号
from stated
inner join {{ ref('current_document') }} as document on stated.document_id = document.document_id
inner join {{ ref('fct_narrative_claim') }} as claim
    on document.document_key = claim.document_key and stated.figure_no = claim.claim_no
inner join {{ ref('dim_phase') }} as phase on claim.phase_key = phase.phase_key
inner join {{ ref('dim_subject') }} as subject on claim.subject_key = subject.subject_key
left join {{ ref('stg_line') }} as line
    on document.document_id = line.document_id and claim.line_no = line.line_no
anti join repeated on document.document_key = repeated.document_key
