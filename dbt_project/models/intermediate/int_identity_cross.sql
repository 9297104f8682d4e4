with

figure as (

    -- of a total that is printed twice (部门, 单位) the first speaks for the form
    select *
    from {{ ref('int_figure') }}
    where line_code is not null or line_dimension = 'project'
    qualify
        not is_total_line
        or row_number() over (
            partition by document_id, form_code, line_code, measure_code, side
            order by grid_no, is_printed desc, row_no
        ) = 1

),

untotalled as (

    -- a form that prints no 合计 (表12 of some units): what its topmost lines add up to
    select
        document_id,
        form_code,
        measure_code,
        min(length(hierarchy_code)) as top_length
    from figure
    where not is_total_line and line_dimension in ('subject', 'economic_class', 'project')
    group by document_id, form_code, measure_code
    having
        not bool_or(
            (document_id, form_code) in (
                select
                    total.document_id,
                    total.form_code
                from figure as total
                where total.is_total_line and total.line_code = 'total'
            )
        )

),

quantity as (

    select
        document_id,
        form_code,
        line_code,
        measure_code,
        grid_no,
        row_no,
        column_no,
        line_no,
        amount_yuan,
        is_printed,
        yuan_per_unit
    from figure
    union all
    select
        figure.document_id,
        figure.form_code,
        'total' as line_code,
        figure.measure_code,
        figure.grid_no,
        figure.row_no,
        figure.column_no,
        figure.line_no,
        figure.amount_yuan,
        figure.is_printed,
        figure.yuan_per_unit
    from figure
    inner join untotalled
        on
            figure.document_id = untotalled.document_id
            and figure.form_code = untotalled.form_code
            and figure.measure_code = untotalled.measure_code
    where
        figure.line_dimension = 'project'
        or length(figure.hierarchy_code) = untotalled.top_length

),

slot as (

    -- the codes that a rule's placeholder stands for, in each document that prints them
    select distinct
        term.rule_id,
        quantity.document_id,
        case
            when contains(concat(term.line_code, term.measure_code), '{fund}') then fund.code
            else quantity.line_code
        end as code
    from {{ ref('identity_term') }} as term
    inner join quantity on term.form_code = quantity.form_code
    left join {{ ref('fund') }} as fund
        on
            fund.parent_code = 'fiscal_appropriation'
            and contains(concat(term.line_code, term.measure_code), '{fund}')
            and (
                replace(term.line_code, '{fund}', fund.code) = quantity.line_code
                and replace(term.measure_code, '{fund}', fund.code) = quantity.measure_code
            )
    where
        quantity.is_printed
        and quantity.amount_yuan != 0
        and (
            fund.code is not null
            or (
                term.line_code = '{class}'
                and regexp_full_match(quantity.line_code, '2\d\d')
                and term.measure_code = quantity.measure_code
            )
            or (
                term.line_code = '{subject}'
                and regexp_full_match(quantity.line_code, '2\d\d(?:\d\d){0,2}')
                and term.measure_code = quantity.measure_code
            )
        )

),

instance as (

    select
        rule_id,
        document_id,
        code
    from slot
    union all
    select distinct
        term.rule_id,
        document.document_id,
        '' as code
    from {{ ref('identity_term') }} as term
    inner join {{ ref('form') }} as form on term.form_code = form.form_code
    inner join {{ ref('int_document') }} as document on form.phase_code = document.phase_code
    where term.rule_id not in (
        select rule_id from {{ ref('identity_term') }}
        where contains(concat(line_code, measure_code), '{')
    )

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

level_printed as (

    select distinct
        document_id,
        form_code,
        length(line_code) as code_length
    from quantity
    where regexp_full_match(line_code, '\d+')

),

wanted as (

    select
        instance.document_id,
        instance.rule_id,
        instance.code,
        term.side,
        term.form_code,
        replace(
            replace(replace(term.line_code, '{fund}', instance.code), '{class}', instance.code),
            '{subject}',
            instance.code
        ) as line_code,
        replace(term.measure_code, '{fund}', instance.code) as measure_code,
        term.line_code in ('{class}', '{subject}') as is_subject
    from instance
    inner join {{ ref('identity_term') }} as term on instance.rule_id = term.rule_id

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
    coalesce(quantity.grid_no, form_printed.grid_no) as grid_no,
    quantity.row_no,
    quantity.column_no,
    coalesce(quantity.line_no, form_printed.line_no) as line_no,
    coalesce(quantity.amount_yuan, 0)::decimal(18, 2) as amount_yuan,
    coalesce(quantity.is_printed, false) as is_printed,
    coalesce(quantity.yuan_per_unit, form_printed.yuan_per_unit) as yuan_per_unit,
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
left join quantity
    on
        wanted.document_id = quantity.document_id
        and wanted.form_code = quantity.form_code
        and wanted.measure_code in (quantity.measure_code, '*')
        and case
            when wanted.line_code = '[economic_class]'
                then regexp_full_match(quantity.line_code, '3\d\d')
            else wanted.line_code = quantity.line_code
        end
