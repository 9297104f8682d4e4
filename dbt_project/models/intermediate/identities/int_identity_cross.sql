with

term as (

    -- {fund} spelled out; {class} and {subject} stand for codes that the documents print
    select
        term.rule_id,
        term.side,
        term.form_code,
        fund.code as fund_code,
        replace(term.line_code, '{fund}', coalesce(fund.code, '')) as line_code,
        replace(term.measure_code, '{fund}', coalesce(fund.code, '')) as measure_code,
        case term.line_code when '{class}' then [3] when '{subject}' then [3, 5, 7] end
            as code_lengths
    from {{ ref('identity_term') }} as term
    left join {{ ref('fund') }} as fund
        on
            contains(concat(term.line_code, term.measure_code), '{fund}')
            and fund.parent_code = 'fiscal_appropriation'

),

stated as (

    select distinct
        document_id,
        form_code,
        line_code,
        measure_code,
        case when regexp_full_match(line_code, '2\d+') then length(line_code) end as code_length
    from {{ ref('int_comparable_figure') }}
    where is_printed and amount_yuan != 0

),

instance as (

    select
        term.rule_id,
        stated.document_id,
        term.fund_code as code
    from term
    inner join stated
        on
            term.form_code = stated.form_code
            and term.line_code = stated.line_code
            and term.measure_code = stated.measure_code
    where term.fund_code is not null
    union
    select
        term.rule_id,
        stated.document_id,
        stated.line_code as code
    from term
    inner join stated
        on term.form_code = stated.form_code and term.measure_code = stated.measure_code
    where list_contains(term.code_lengths, stated.code_length)
    union
    select
        term.rule_id,
        document.document_id,
        '' as code
    from term
    inner join {{ ref('form') }} as form on term.form_code = form.form_code
    inner join {{ ref('int_document') }} as document on form.phase_code = document.phase_code
    group by term.rule_id, document.document_id
    having not bool_or(term.fund_code is not null or term.code_lengths is not null)

),

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
    from instance
    inner join term
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
    left join level_printed
        on
            wanted.document_id = level_printed.document_id
            and wanted.form_code = level_printed.form_code
            and length(wanted.code) = level_printed.code_length
    left join form_printed
        on
            wanted.document_id = form_printed.document_id
            and wanted.form_code = form_printed.form_code
    group by wanted.document_id, wanted.rule_id, wanted.code
    having
        bool_and(
            not wanted.is_subject
            or level_printed.code_length is not null
            or form_printed.form_code is null
        )

)

select
    wanted.document_id,
    wanted.rule_id,
    concat_ws('|', wanted.rule_id, wanted.code) as identity_code,
    wanted.side,
    wanted.form_code,
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
inner join comparable
    on
        wanted.document_id = comparable.document_id
        and wanted.rule_id = comparable.rule_id
        and wanted.code = comparable.code
left join form_printed
    on
        wanted.document_id = form_printed.document_id
        and wanted.form_code = form_printed.form_code
left join addressed
    on
        wanted.document_id = addressed.document_id
        and wanted.form_code = addressed.form_code
        and wanted.line_code = addressed.wanted_line_code
        and wanted.measure_code = addressed.wanted_measure_code
