{{ config(materialized='ephemeral') }}

with

figure as (

    select
        figure.*,
        document.fiscal_year
    from {{ ref('int_narrative_figure') }} as figure
    inner join {{ ref('int_document') }} as document using (document_id)

),

slip as (

    -- what is written wrongly, whatever it says: one piece where none should be
    select
        document_id,
        'narrative_template' as rule_id,
        first_line_no as line_no,
        unnest(regexp_extract_all(text, '{{ template_residue_pattern() }}')) as printed
    from {{ ref('int_narrative_paragraph') }}
    union all
    select
        document_id,
        'narrative_percent_sign' as rule_id,
        line_no,
        printed_amount as printed
    from figure
    where
        figure_kind = 'other'
        and printed_unit = ''
        and place_count = 1
        and amount <= 1000
        and regexp_matches(clause, '占比?$|占[^,;。:]{1,15}的$|比[上去]年(?:增长|下降|降低)$')
        and regexp_matches(following, '^(?:[,;。)]|$)')
    union all
    -- 202年度
    select
        document_id,
        'narrative_year_digits' as rule_id,
        line_no,
        concat(printed_amount, printed_unit) as printed
    from figure
    where
        printed_unit = '年'
        and (
            regexp_full_match(printed_amount, '20\d|2\d\d') and starts_with(following, '度')
            or regexp_full_match(printed_amount, '20\d{3}')
        )
    union all
    select
        claim.document_id,
        'narrative_former_name' as rule_id,
        claim.line_no,
        former.name as printed
    from {{ ref('int_narrative_claim') }} as claim
    inner join {{ ref('int_document') }} as document using (document_id)
    inner join {{ ref('functional_class_former') }} as former
        on
            claim.subject_code = former.code
            and contains({{ name_key('claim.own_text') }}, {{ bare_name('former.name') }})
            and document.fiscal_year > former.valid_to
    where claim.claim_kind = 'amount' and claim.year_offset = 0
    -- 医疗卫生支出 is part of 医疗卫生与计划生育支出
    qualify row_number() over (
            partition by claim.document_id, claim.figure_no order by length(former.name) desc
        ) = 1

),

noted as (

    -- one finding a line, with all that is wrong in the same way
    select
        document_id,
        rule_id,
        line_no,
        count(*) as slip_count,
        string_agg(distinct printed, '、' order by printed) as printed
    from slip
    group by document_id, rule_id, line_no

),

contradiction as (

    -- 减少 0.50 万元，与上年持平
    select
        same.document_id,
        same.line_no,
        same.figure_no,
        change.amount_yuan * change.direction as change_yuan,
        change.yuan_per_unit,
        concat(topic.name, change.subject_code) as about_name
    from {{ ref('int_narrative_claim') }} as same
    inner join {{ ref('int_narrative_claim') }} as change
        on
            same.document_id = change.document_id
            and same.paragraph_no = change.paragraph_no
            and same.sentence_no = change.sentence_no
            and same.section_code = change.section_code
            and same.topic_code = change.topic_code
            and coalesce(same.subject_code, '') = coalesce(change.subject_code, '')
            and coalesce(same.basis_words, '') = coalesce(change.basis_words, '')
    inner join {{ ref('narrative_topic') }} as topic
        on same.section_code = topic.section_code and same.topic_code = topic.topic_code
    where
        same.claim_kind = 'unchanged'
        and change.claim_kind = 'change'
        and change.amount_yuan > 0
        and change.direction is not null

)

select
    document_id,
    rule_id,
    concat_ws('|', rule_id, '', line_no) as identity_code,
    unnest(['lhs', 'rhs']) as side,
    null::varchar as form_code,
    printed as line_code,
    null::varchar as measure_code,
    null::integer as grid_no,
    null::integer as row_no,
    null::integer as column_no,
    line_no,
    unnest([slip_count, 0])::decimal(18, 2) as amount_yuan,
    true as is_printed,
    0::decimal(18, 2) as yuan_per_unit,
    true as is_form_printed
from noted
union all
select
    document_id,
    'narrative_unchanged' as rule_id,
    concat_ws('|', 'narrative_unchanged', figure_no) as identity_code,
    unnest(['lhs', 'rhs']) as side,
    null as form_code,
    about_name as line_code,
    null as measure_code,
    null as grid_no,
    null as row_no,
    null as column_no,
    line_no,
    unnest([change_yuan, 0])::decimal(18, 2) as amount_yuan,
    true as is_printed,
    yuan_per_unit::decimal(18, 2) as yuan_per_unit,
    true as is_form_printed
from contradiction
