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
            order by grid_no asc, is_printed desc, row_no asc
        ) = 1

),

totalled as (

    select distinct
        document_id,
        form_code
    from figure
    where is_total_line and line_code = 'total'

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

)

select
    document_id,
    form_code,
    line_dimension,
    -- 总计 under income is the income's, under expenditure the expenditure's
    case
        when line_code = 'grand_total' and side is not null then concat(side, '_grand_total')
        else line_code
    end as line_code,
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
    figure.line_dimension,
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
where
    figure.line_dimension = 'project'
    or length(figure.hierarchy_code) = untotalled.top_length
