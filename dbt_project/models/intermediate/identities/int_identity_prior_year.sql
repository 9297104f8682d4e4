{{ config(materialized='ephemeral') }}

with

change as (

    select
        claim.document_id,
        claim.figure_no,
        claim.section_code,
        claim.topic_code,
        claim.subject_code,
        claim.phase_code,
        claim.line_no,
        concat(topic.name, claim.subject_code) as about_name,
        amount.amount_yuan - claim.amount_yuan * claim.direction as base_yuan,
        2 * amount.yuan_per_unit as yuan_per_unit,
        document.unit_name,
        document.fiscal_year,
        document.scope
    from {{ ref('int_narrative_claim') }} as claim
    inner join {{ ref('int_narrative_anchor') }} as anchor
        on claim.document_id = anchor.document_id and claim.figure_no = anchor.figure_no
    inner join {{ ref('int_narrative_claim') }} as amount
        on anchor.document_id = amount.document_id and anchor.amount_no = amount.figure_no
    inner join {{ ref('int_document') }} as document
        on claim.document_id = document.document_id
    inner join {{ ref('narrative_topic') }} as topic
        on claim.section_code = topic.section_code and claim.topic_code = topic.topic_code
    where claim.claim_kind in ('change', 'unchanged') and claim.direction is not null

),

year_before as (

    -- what is now current of the same unit for the year before
    select
        document_id,
        unit_name,
        fiscal_year,
        phase_code,
        scope
    from {{ ref('int_publication') }}
    where is_current and unit_name != ''

),

compared as (

    select
        change.*,
        target.alternative,
        sum(figure.amount_yuan) as prior_yuan,
        sum(figure.yuan_per_unit) filter (where figure.is_printed) as prior_yuan_per_unit
    from change
    inner join year_before
        on
            change.unit_name = year_before.unit_name
            and change.fiscal_year = year_before.fiscal_year + 1
            and change.phase_code = year_before.phase_code
            and change.scope = year_before.scope
    inner join {{ ref('narrative_target') }} as target
        on
            change.section_code = target.section_code
            and change.topic_code = target.topic_code
            and change.phase_code = target.phase_code
    inner join {{ ref('int_comparable_figure') }} as figure
        on
            year_before.document_id = figure.document_id
            and target.form_code = figure.form_code
            and case target.line_code
                when '{class}' then change.subject_code else target.line_code
            end
            = figure.line_code
            and (
                target.measure_code = figure.measure_code
                or target.measure_code = '*' and figure.line_dimension = 'economic_class'
            )
    group by all

),

chosen as (

    select *
    from compared
    qualify row_number() over (
            partition by document_id, figure_no
            order by abs(base_yuan - prior_yuan), alternative
        ) = 1

)

select
    document_id,
    'narrative_prior_year' as rule_id,
    concat_ws('|', 'narrative_prior_year', figure_no) as identity_code,
    unnest(['lhs', 'rhs']) as side,
    null::varchar as form_code,
    about_name as line_code,
    null::varchar as measure_code,
    null::integer as grid_no,
    null::integer as row_no,
    null::integer as column_no,
    line_no,
    unnest([base_yuan, prior_yuan])::decimal(18, 2) as amount_yuan,
    true as is_printed,
    unnest([yuan_per_unit, prior_yuan_per_unit])::decimal(18, 2) as yuan_per_unit,
    true as is_form_printed
from chosen
