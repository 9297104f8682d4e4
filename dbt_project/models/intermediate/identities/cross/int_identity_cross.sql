{{ config(materialized='ephemeral') }}

with

form_printed as (

    select
        grid.document_id,
        grid.form_code,
        min(grid.grid_no) as grid_no,
        min(grid.first_line_no) as line_no,
        min(grid.yuan_per_unit) as yuan_per_unit
    from {{ ref('int_grid') }} as grid
    where grid.form_code is not null
    group by grid.document_id, grid.form_code

),

addressed as (

    -- under which codes a quantity is asked for: by any measure, or as one of all classes
    select
        *,
        line_code as wanted_line_code,
        measure_code as wanted_measure_code
    from {{ ref('int_comparable_figure') }}
    union all
    select
        *,
        line_code as wanted_line_code,
        '*' as wanted_measure_code
    from {{ ref('int_comparable_figure') }}
    where line_dimension = 'economic_class'
    union all
    select
        *,
        '[economic_class]' as wanted_line_code,
        '*' as wanted_measure_code
    from {{ ref('int_comparable_figure') }}
    where line_dimension = 'economic_class' and regexp_full_match(line_code, '3\d\d')

),

level_printed as (

    select distinct
        document_id,
        form_code,
        length(line_code) as code_length
    from {{ ref('int_comparable_figure') }}
    where regexp_full_match(line_code, '\d+')

),

wanted as (

    select
        instance.document_id,
        instance.rule_id,
        instance.code,
        term.side,
        term.form_code,
        case when term.code_lengths is null then term.line_code else instance.code end
            as line_code,
        term.measure_code,
        term.code_lengths is not null as is_subject
    from {{ ref('int_identity_cross_instance') }} as instance
    inner join {{ ref('int_identity_cross_term') }} as term
        on
            instance.rule_id = term.rule_id
            and coalesce(term.fund_code, instance.code) = instance.code

),

comparable as (

    -- a unit that prints only 款 in one form says nothing about 项 there
    select
        wanted.document_id,
        wanted.rule_id,
        wanted.code
    from wanted
    left join form_printed using (document_id, form_code)
    left join level_printed
        on
            wanted.document_id = level_printed.document_id
            and wanted.form_code = level_printed.form_code
            and length(wanted.code) = level_printed.code_length
    group by wanted.document_id, wanted.rule_id, wanted.code
    -- of forms that the document does not publish at all there is nothing to ask
    having
        count(form_printed.form_code) > 0
        and bool_and(
            not wanted.is_subject
            or level_printed.code_length is not null
            or form_printed.form_code is null
        )

)

select
    document_id,
    rule_id,
    concat_ws('|', rule_id, code) as identity_code,
    wanted.side,
    form_code,
    wanted.line_code,
    wanted.measure_code,
    coalesce(addressed.grid_no, form_printed.grid_no) as grid_no,
    addressed.row_no,
    addressed.column_no,
    coalesce(addressed.line_no, form_printed.line_no) as line_no,
    coalesce(addressed.amount_yuan, 0)::decimal(18, 2) as amount_yuan,
    coalesce(addressed.is_printed, false) as is_printed,
    coalesce(addressed.yuan_per_unit, form_printed.yuan_per_unit) as yuan_per_unit,
    form_printed.form_code is not null as is_form_printed
from wanted
inner join comparable using (document_id, rule_id, code)
left join form_printed using (document_id, form_code)
left join addressed
    on
        wanted.document_id = addressed.document_id
        and wanted.form_code = addressed.form_code
        and wanted.line_code = addressed.wanted_line_code
        and wanted.measure_code = addressed.wanted_measure_code
