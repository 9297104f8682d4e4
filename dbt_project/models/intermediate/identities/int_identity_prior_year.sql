{{ config(materialized='ephemeral') }}

with

year_before as (

    -- what is now current of the same unit for the year before, in whatever files
    select
        document_id,
        unit_name,
        fiscal_year,
        phase_code,
        scope
    from {{ ref('int_publication') }}
    where is_current and unit_name != ''

),

subject_name as (

    select distinct
        document_id,
        subject_code,
        {{ bare_name("regexp_replace(printed_label, '^\\d{3,7}', '')") }} as name
    from {{ ref('int_line') }}
    where length(subject_code) >= 3 and not is_total

),

asked as (

    select
        placed.*,
        year_before.document_id as prior_document_id,
        placed.section_code = target.section_code as is_own_section,
        target.section_code as target_section_code,
        target.alternative,
        target.form_code,
        target.line_code,
        target.measure_code
    from {{ ref('int_narrative_base') }} as placed
    inner join year_before
        on
            placed.unit_name = year_before.unit_name
            and placed.fiscal_year = year_before.fiscal_year + 1
            and placed.basis_phase_code = year_before.phase_code
            and placed.scope = year_before.scope
    inner join {{ ref('narrative_target') }} as target
        on
            placed.topic_code = target.topic_code
            and placed.basis_phase_code = target.phase_code
            and target.measure_code != 'count'
            and (
                placed.section_code = target.section_code
                or target.topic_code not in ('total', 'other', 'business')
            )

),

form_printed as (

    select distinct
        document_id,
        form_code
    from {{ ref('int_grid') }}

),

coded as (

    -- a subject is the one of the same code, or of the same name where codes changed
    select
        asked.*,
        if(asked.line_code = '{class}', asked.subject_code, asked.line_code) as prior_line_code,
        0 as renamed
    from asked
    where asked.line_code != '{class}' or asked.subject_code is not null
    union all
    select
        asked.*,
        former.subject_code as prior_line_code,
        1 as renamed
    from asked
    inner join {{ ref('int_narrative_part') }} as part using (document_id)
    inner join subject_name as now
        on
            part.tabled_document_id = now.document_id
            and asked.subject_code = now.subject_code
    inner join subject_name as former
        on
            asked.prior_document_id = former.document_id
            and now.name = former.name
            and length(now.subject_code) = length(former.subject_code)
            and now.subject_code != former.subject_code
    where asked.line_code = '{class}'

),

compared as (

    select
        coded.document_id,
        coded.figure_no,
        coded.line_no,
        coded.about_name,
        coded.base_yuan,
        coded.base_rounding_yuan,
        coded.is_own_section,
        coded.target_section_code,
        coded.alternative,
        coded.renamed,
        coalesce(sum(figure.amount_yuan), 0) as prior_yuan,
        coalesce(sum(figure.rounding_yuan) filter (where figure.is_printed), 0)
            as prior_rounding_yuan,
        list(figure.amount_yuan) as prior_amounts,
        bool_or(figure.document_id is not null) as is_found
    from coded
    inner join form_printed
        on
            coded.prior_document_id = form_printed.document_id
            and coded.form_code = form_printed.form_code
    left join {{ ref('int_narrative_reference') }} as figure
        on
            coded.prior_document_id = figure.document_id
            and coded.form_code = figure.form_code
            and coded.prior_line_code = figure.line_code
            and coded.measure_code = figure.measure_code
    group by all

),

judged as (

    select
        * replace (
            if(list_contains(prior_amounts, base_yuan), base_yuan, prior_yuan) as prior_yuan
        ),
        abs(base_yuan - prior_yuan)
        <= base_rounding_yuan + prior_rounding_yuan
        or list_contains(prior_amounts, base_yuan) as is_equal
    from compared
    -- nothing is what a form leaves out; of another amount it then says nothing
    qualify
        is_found
        or is_own_section
        and base_yuan = 0
        and not bool_or(is_found) over (partition by document_id, figure_no)

),

chosen as (

    select *
    from judged
    where is_own_section or is_equal
    qualify row_number() over (
            partition by document_id, figure_no
            order by is_equal desc, is_own_section desc, renamed asc, alternative asc
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
    unnest([base_rounding_yuan, prior_rounding_yuan])::decimal(18, 3) as rounding_yuan,
    true as is_form_printed
from chosen
