{{ config(materialized='ephemeral') }}

with

grade as (

    -- the bands of 财预〔2020〕10号
    select
        unnest(['优', '良', '中', '差']) as name,
        unnest(['excellent', 'good', 'fair', 'poor']) as code,
        unnest([90, 80, 60, 0]) as least,
        unnest([100, 89.99, 79.99, 59.99]) as most

),

grade_code as (

    select list(code) as codes
    from grade

)

select
    report.document_id,
    report.report_no,
    unnest(['report.total_score', 'graded.total_score']) as quantity,
    '' as instance,
    report.score_line_no as line_no,
    unnest([
        report.total_score,
        case
            when grade.name is not null
                then greatest(least(report.total_score, grade.most), grade.least)
        end
    ]) as amount,
    1 as per_unit
from {{ ref('int_evaluation') }} as report
left join grade on report.grade = grade.name
where report.total_score is not null
union all by name
-- all reports of a document, for what its narrative and its forms say of them together
select
    report.document_id,
    0 as report_no,
    unnest(list_concat(
        ['reports.project_count', 'reports.executed'],
        list_transform(grade_code.codes, lambda code: concat('reports.grade_', code))
    )) as quantity,
    '' as instance,
    report.first_line_no as line_no,
    unnest(list_concat(
        [1, report.executed_yuan],
        list_transform(grade_code.codes, lambda code: (code = grade.code)::integer)
    )) as amount,
    unnest([0, 1, 0, 0, 0, 0]) as per_unit
from {{ ref('int_evaluation') }} as report
left join grade on report.grade = grade.name
cross join grade_code
where report.evaluation_scope = 'project' and not report.is_repetition
union all by name
select
    document_id,
    0 as report_no,
    'expenditure_by_subject.project' as quantity,
    '' as instance,
    grid_no,
    row_no,
    column_no,
    line_no,
    amount_yuan as amount,
    yuan_per_unit as per_unit
from {{ ref('int_figure') }}
where
    form_code = 'expenditure_by_subject'
    and is_total_line
    and line_code = 'total'
    and measure_code = 'project'
    and is_printed
