{{ config(alias='公开情况') }}

-- Four answers that an empty cell would hide: a figure, a published zero, a form without figures,
-- no form; and what only a sentence says.
with

-- The forms that every department publishes, those of its province's set, and those that it prints.
expected as (

    select
        document.document_key,
        form.form_code
    from {{ ref('current_document') }} as document
    inner join {{ ref('rpt_document_coverage') }} as coverage
        on document.document_key = coverage.document_key
    cross join {{ ref('form') }} as form
    where
        coverage.statutory_table_count > 0
        and form.form_code in (
            'summary', 'income_by_subject', 'expenditure_by_subject', 'appropriation_summary',
            'general_public_by_subject', 'basic_by_economic_class', 'government_fund_by_subject',
            'state_capital', 'three_public'
        )
    union
    select
        coverage.document_key,
        member.form_code
    from {{ ref('rpt_document_coverage') }} as coverage
    inner join {{ ref('form_set_form') }} as member
        on coverage.form_set_code = member.form_set_code
    union
    select
        document.document_key,
        shown.form_code
    from {{ ref('current_document') }} as document
    inner join {{ ref('current_form') }} as shown on document.document_id = shown.document_id

),

form as (

    select
        publication.division_name,
        publication.level_name,
        publication.unit_name,
        publication.fiscal_year,
        publication.phase_name,
        publication.publication_key,
        expected.form_code,
        any_value(publication.source_path order by publication.source_path) as source_path
    from {{ ref('counted_document') }} as publication
    inner join expected on publication.document_key = expected.document_key
    group by all

),

printed as (

    select
        publication.publication_key,
        shown.form_code,
        -- where it begins, in the first file that prints it
        arg_min(publication.document_id, (publication.source_path, shown.line_no)) as document_id,
        arg_min(publication.source_path, (publication.source_path, shown.line_no)) as source_path,
        arg_min(shown.line_no, (publication.source_path, shown.line_no)) as line_no,
        count(shown.amount) as figure_count,
        coalesce(bool_or(shown.amount != 0), false) as has_figure
    from {{ ref('counted_document') }} as publication
    inner join {{ ref('current_form') }} as shown on publication.document_id = shown.document_id
    group by all

),

about as (

    -- the sentence that is about all of a form, or that says of its fund that there is none
    select distinct
        section_code,
        topic_code,
        phase_code,
        form_code,
        false as is_zero
    from {{ ref('narrative_target') }}
    where
        alternative = 1
        and measure_code = 'total'
        and line_code in ('total', 'expenditure_total')
        and section_code != 'performance'
    union all
    select
        'appropriation' as section_code,
        form.default_fund as topic_code,
        phase.code as phase_code,
        form.form_code,
        true as is_zero
    from {{ ref('form') }} as form
    cross join {{ ref('dim_phase') }} as phase
    where form.default_fund in ('government_fund', 'state_capital')

),

spoken as (

    -- the first of these sentences, and what it says of the year before
    select
        publication.publication_key,
        about.form_code,
        claim.amount_yuan,
        claim.line_no,
        publication.document_id,
        publication.source_path,
        (
            select first(change.implied_base_yuan order by change.line_no, change.claim_no)
            from {{ ref('fct_narrative_claim') }} as change
            where
                change.document_key = claim.document_key
                -- a sentence may go on in the next lines
                and change.line_no >= claim.line_no
                and change.section_code = claim.section_code
                and change.topic_code = claim.topic_code
                and change.implied_base_yuan is not null
        ) as before_yuan
    from {{ ref('fct_narrative_claim') }} as claim
    inner join {{ ref('counted_document') }} as publication
        on claim.document_key = publication.document_key
    inner join {{ ref('dim_phase') }} as phase on claim.phase_key = phase.phase_key
    inner join about
        on
            claim.section_code = about.section_code
            and claim.topic_code = about.topic_code
            and phase.code = about.phase_code
            and (not about.is_zero or claim.amount_yuan = 0)
    where claim.claim_kind = 'amount' and phase.name = publication.phase_name
    qualify row_number() over (
            partition by publication.publication_key, about.form_code
            order by about.is_zero, claim.line_no, claim.claim_no
        ) = 1

)

select
    {{ whose_and_when('form') }},
    form.phase_name as 阶段,
    dictionary.name as 报表,
    case
        when printed.has_figure then '有金额'
        when spoken.amount_yuan != 0 then '仅见于文字'
        when printed.figure_count > 0 or spoken.amount_yuan = 0 then '公布为零'
        when printed.form_code is not null then '空表'
        else '无此表'
    end as 情况,
    printed.form_code is not null as 有此表,
    coalesce(total.printed_yuan, total.summed_yuan) as 报表金额_元,
    {{ to_wan('coalesce(total.printed_yuan, total.summed_yuan)') }} as 报表金额_万元,
    case
        when total.printed_yuan is not null then '所印合计'
        when total.summed_yuan is not null then '明细之和'
    end as 报表金额依据,
    total.summed_yuan as 报表明细之和_元,
    {{ to_wan('total.summed_yuan') }} as 报表明细之和_万元,
    spoken.amount_yuan as 文字金额_元,
    {{ to_wan('spoken.amount_yuan') }} as 文字金额_万元,
    spoken.before_yuan as 文字上年金额_元,
    {{ to_wan('spoken.before_yuan') }} as 文字上年金额_万元,
    coalesce(spoken.source_path, form.source_path) as 文件路径,
    spoken_line.page_no as 文字页,
    spoken.line_no as 文字行,
    -- of the total, where one is printed; else where the form begins
    coalesce(total.source_path, printed.source_path) as 报表文件路径,
    if(total.line_no is null, form_line.page_no, total.page_no) as 报表页,
    coalesce(total.line_no, printed.line_no) as 报表行
from form
inner join {{ ref('form') }} as dictionary on form.form_code = dictionary.form_code
left join printed
    on form.publication_key = printed.publication_key and form.form_code = printed.form_code
left join {{ ref('form_total') }} as total
    on
        form.publication_key = total.publication_key
        and dictionary.expenditure_statement = total.statement_code
left join spoken
    on form.publication_key = spoken.publication_key and form.form_code = spoken.form_code
left join {{ ref('stg_line') }} as spoken_line
    on spoken.document_id = spoken_line.document_id and spoken.line_no = spoken_line.line_no
left join {{ ref('stg_line') }} as form_line
    on printed.document_id = form_line.document_id and printed.line_no = form_line.line_no
