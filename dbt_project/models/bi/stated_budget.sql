{{ config(alias='文字所述预算') }}

-- What final accounts say of the budget of their year: a form of final accounts has no column for
-- it, the sentences beside it do. The totals and their parts are the same money: nothing adds up.
with

claim as (

    select
        document.*,
        claim.line_no,
        claim.claim_no,
        claim.section_code,
        claim.topic_name,
        claim.claim_kind,
        claim.amount_yuan,
        claim.percentage,
        claim.verdict,
        claim.narrative_claim_key,
        phase.code as phase_code,
        if(subject.subject_key > 0, subject.code, null) as subject_code,
        if(subject.subject_key > 0, subject.name, claim.topic_name) as about_name
    from {{ ref('fct_narrative_claim') }} as claim
    inner join {{ ref('current_document') }} as document
        on claim.document_key = document.document_key
    inner join {{ ref('dim_phase') }} as phase on claim.phase_key = phase.phase_key
    inner join {{ ref('dim_subject') }} as subject on claim.subject_key = subject.subject_key
    where
        claim.claim_kind in ('amount', 'completion')
        and claim.topic_code is not null
        and claim.fiscal_year_key = document.fiscal_year
        and document.phase_name = '决算'

),

about as (

    -- 年初预算 a 万元，支出决算 b 万元，完成年初预算的 c%: what follows the first budget
    select
        *,
        min(claim_no) filter (where claim_kind = 'amount' and phase_code != 'final') over of_topic
            as begin_no
    from claim
    window of_topic as (partition by document_key, section_code, topic_name, subject_code)

),

stated as (

    select
        division_name,
        level_name,
        unit_name,
        fiscal_year,
        phase_name,
        title,
        source_path,
        document_id,
        section_code,
        about_name,
        subject_code,
        arg_min(narrative_claim_key, claim_no) as figure_key,
        arg_min(line_no, claim_no) as line_no,
        arg_min(amount_yuan, claim_no) filter (
            where claim_kind = 'amount' and phase_code = 'budget'
        ) as initial_yuan,
        arg_min(amount_yuan, claim_no) filter (
            where claim_kind = 'amount' and phase_code = 'adjusted_budget'
        ) as full_year_yuan,
        arg_min(amount_yuan, claim_no) filter (
            where claim_kind = 'amount' and phase_code = 'final'
        ) as final_yuan,
        arg_min(line_no, claim_no) filter (
            where claim_kind = 'amount' and phase_code = 'final'
        ) as final_line_no,
        arg_min(percentage, claim_no) filter (where claim_kind = 'completion') as stated_rate,
        arg_min(verdict, claim_no) filter (where claim_kind = 'completion') as verdict
    from about
    where claim_no >= begin_no
    group by all

)

select
    {{ whose_and_when('stated') }},
    stated.phase_name as 阶段,
    {{ narrative_section_name('stated.section_code') }} as 所属,
    stated.subject_code as 科目编码,
    stated.about_name as 事项,
    stated.initial_yuan as 年初预算_元,
    stated.full_year_yuan as 全年预算_元,
    stated.final_yuan as 决算_元,
    {{ to_wan('stated.initial_yuan') }} as 年初预算_万元,
    {{ to_wan('stated.full_year_yuan') }} as 全年预算_万元,
    {{ to_wan('stated.final_yuan') }} as 决算_万元,
    stated.stated_rate::decimal(18, 2) as 所述完成率_百分比,
    {{ percentage('stated.final_yuan', 'stated.initial_yuan') }} as 决算占年初预算_百分比,
    {{ percentage('stated.final_yuan', 'stated.full_year_yuan') }} as 决算占全年预算_百分比,
    case
        when stated.stated_rate is null then null
        when stated.verdict = 'violation' then '不符'
        when stated.verdict = 'not_evaluable' then '无从核对'
        else '相符'
    end as 核对,
    stated.title as 文件,
    stated.source_path as 文件路径,
    line.page_no as 页,
    stated.line_no as 行,
    stated.final_line_no as 决算行,
    stated.figure_key as 文字编号
from stated
left join {{ ref('stg_line') }} as line
    on stated.document_id = line.document_id and stated.line_no = line.line_no
where stated.final_yuan is not null
