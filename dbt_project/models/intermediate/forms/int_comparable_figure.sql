with

figure as (

    -- of totals that are printed twice (部门, 单位; 小计, 合计) the first greatest speaks for the form
    select
        *,
        -- 总计 under income is the income's, under expenditure the expenditure's
        case
            when form_code in ('summary', 'appropriation_summary')
                then if(
                        line_code = 'grand_total' and side is not null,
                        concat(side, '_grand_total'),
                        line_code
                    )
            -- any other form has one total, whatever it is called
            when
                is_total_line
                and regexp_full_match(line_code, '(?:(?:income|expenditure)_)?(?:grand_)?total')
                then 'total'
            else line_code
        end as own_line_code
    from {{ ref('int_figure') }}
    where line_code is not null or line_dimension = 'project'
    qualify
        not is_total_line
        or row_number() over (
            partition by document_id, form_code, own_line_code, measure_code, side
            order by grid_no asc, is_printed desc, abs(amount_yuan) desc, row_no asc
        ) = 1

),

totalled as (

    select distinct
        document_id,
        form_code
    from figure
    where is_total_line and own_line_code = 'total'

),

untotalled as (

    -- a form that prints no 合计 (表12 of some units): what its topmost lines add up to
    select
        figure.document_id,
        figure.form_code,
        min(length(figure.hierarchy_code)) as top_length
    from figure
    anti join totalled
        on figure.document_id = totalled.document_id and figure.form_code = totalled.form_code
    where
        not figure.is_total_line
        and figure.line_dimension in ('subject', 'economic_class', 'project')
    group by figure.document_id, figure.form_code

),

balanced as (

    -- sides of a summary that print a total of the year, or what its grand total holds besides
    select distinct
        document_id,
        form_code,
        side
    from figure
    where
        line_dimension = 'summary'
        and (
            line_code in ('income_total', 'expenditure_total')
            or split_part(line_code, '.', 1) in ('opening', 'closing')
        )

),

addressed as (

    select
        *,
        own_line_code as wanted_line_code,
        measure_code as wanted_measure_code
    from figure
    union all
    select
        figure.*,
        'total' as wanted_line_code,
        measure_code as wanted_measure_code
    from figure
    inner join untotalled using (document_id, form_code)
    where
        line_dimension = 'project'
        or length(hierarchy_code) = top_length
    union all
    -- the one total of a side is that of the year, too
    select
        figure.*,
        replace(own_line_code, '_grand', '') as wanted_line_code,
        measure_code as wanted_measure_code
    from figure
    anti join balanced
        on
            figure.document_id = balanced.document_id
            and figure.form_code = balanced.form_code
            and figure.side = balanced.side
    where
        line_dimension = 'summary'
        and own_line_code in ('income_grand_total', 'expenditure_grand_total')
    union all
    -- an item is a column of the total line, or a line of the total column
    select
        *,
        coalesce(column_item_code, 'total') as wanted_line_code,
        case
            when column_item_code is not null then replace(measure_code, column_item_code, 'total')
            else replace(measure_code, 'total', line_item_code)
        end as wanted_measure_code
    from figure
    where
        form_code = 'three_public'
        and (
            own_line_code = 'total' and column_item_code is not null
            or line_item_code is not null and column_item_code is null
        )

)

select
    document_id,
    form_code,
    line_dimension,
    wanted_line_code as line_code,
    wanted_measure_code as measure_code,
    grid_no,
    row_no,
    column_no,
    line_no,
    amount_yuan,
    is_printed,
    yuan_per_unit,
    rounding_yuan
from addressed
