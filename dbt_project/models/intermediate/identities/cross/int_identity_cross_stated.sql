{{ config(materialized='ephemeral') }}

with

form_printed as (

    select
        grid.document_id,
        grid.form_code,
        min(grid.grid_no) as grid_no,
        min(grid.first_line_no) as line_no,
        min(grid.yuan_per_unit) as yuan_per_unit,
        -- printed with an amount that anybody could read, understood or not
        count(amount.amount_yuan) > 0 as has_amount
    from {{ ref('int_grid') }} as grid
    left join {{ ref('int_amount') }} as amount using (document_id, grid_no)
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
        * exclude (names),
        unnest(names) as wanted_line_code,
        '*' as wanted_measure_code
    from (
        select
            *,
            if(
                regexp_full_match(line_code, '3\d\d'),
                [line_code, '[economic_class]'],
                [line_code]
            ) as names
        from {{ ref('int_comparable_figure') }}
        where line_dimension = 'economic_class'
    ) as classed
    -- of a total and its parts the total
    qualify
        measure_code = 'total'
        or not bool_or(measure_code = 'total') over (
            partition by document_id, form_code, line_code
        )

),

measure_printed as (

    select distinct
        document_id,
        form_code,
        wanted_measure_code as measure_code
    from addressed

),

code_printed as (

    select distinct
        document_id,
        form_code,
        line_code as code
    from {{ ref('int_comparable_figure') }}
    where regexp_full_match(line_code, '[23]\d+')

),

wanted as (

    select
        instance.document_id,
        instance.rule_id,
        instance.code,
        term.alternative,
        term.relation,
        term.side,
        term.form_code,
        case when term.code_lengths is null then term.line_code else instance.code end
            as line_code,
        term.measure_code,
        term.code_lengths is not null as is_subject,
        term.is_optional
    from {{ ref('int_identity_cross_instance') }} as instance
    inner join {{ ref('int_identity_cross_term') }} as term
        on
            instance.rule_id = term.rule_id
            and coalesce(term.member_code, instance.code) = instance.code

),

-- A unit that prints only 款 in one form says nothing about 项 there: a code counts as left out
-- where its nearest parent has other children of its length, or no parent is printed at all.
left_out as (

    select
        document_id,
        form_code,
        asked.code,
        max(length(printed.code)) filter (where starts_with(asked.code, printed.code))
            as parent_length,
        coalesce(bool_or(length(printed.code) = length(asked.code)), false) as has_length,
        list(printed.code) filter (where length(printed.code) = length(asked.code)) as siblings
    from (
        select distinct
            document_id,
            form_code,
            line_code as code
        from wanted
        where is_subject
    ) as asked
    inner join code_printed as printed using (document_id, form_code)
    group by document_id, form_code, asked.code
    having
        not bool_or(printed.code = asked.code)
        and has_length
        and (
            parent_length is null
            or len(
                list_filter(siblings, lambda code: starts_with(code, asked.code[:parent_length]))
            ) > 0
        )

)

select
    wanted.*,
    coalesce(addressed.grid_no, form_printed.grid_no) as grid_no,
    addressed.row_no,
    addressed.column_no,
    coalesce(addressed.line_no, form_printed.line_no) as line_no,
    coalesce(addressed.amount_yuan, 0)::decimal(18, 2) as amount_yuan,
    coalesce(addressed.is_printed, false) as is_printed,
    coalesce(addressed.rounding_yuan, 0)::decimal(18, 3) as rounding_yuan,
    form_printed.form_code is not null as is_form_printed,
    -- a cell, printed or blank, or what states zero without one
    addressed.document_id is not null
    or wanted.is_optional
    or not form_printed.has_amount
    or (left_out.code is not null and measure_printed.measure_code is not null) as is_stated
from wanted
left join form_printed using (document_id, form_code)
left join measure_printed using (document_id, form_code, measure_code)
left join left_out
    on
        wanted.is_subject
        and wanted.document_id = left_out.document_id
        and wanted.form_code = left_out.form_code
        and wanted.code = left_out.code
left join addressed
    on
        wanted.document_id = addressed.document_id
        and wanted.form_code = addressed.form_code
        and wanted.line_code = addressed.wanted_line_code
        and wanted.measure_code = addressed.wanted_measure_code
