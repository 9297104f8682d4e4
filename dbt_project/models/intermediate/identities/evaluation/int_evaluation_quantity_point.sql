{{ config(materialized='ephemeral') }}

-- the execution of the budget counts 10 points where its weight is not printed, unless the
-- indicators take up all 100
select
    document_id,
    report_no,
    unnest(['form.full_marks', 'form.budget_weight']) as quantity,
    '' as instance,
    coalesce(report.amount_line_no, report.first_line_no) as line_no,
    unnest([
        100,
        coalesce(
            report.budget_weight,
            case when report.budget_score is not null or total.weight <= 90 then 10 else 0 end
        )
    ]) as amount
from {{ ref('int_evaluation') }} as report
inner join (
    select
        document_id,
        report_no,
        sum(weight) as weight
    from {{ ref('int_evaluation_indicator') }}
    group by document_id, report_no
) as total using (document_id, report_no)
union all by name
select
    indicator.document_id,
    indicator.report_no,
    concat(scope.prefix, measure.name) as quantity,
    case scope.prefix
        when 'point.' then concat_ws('|', indicator.grid_no, indicator.row_no)
        else ''
    end as instance,
    indicator.grid_no,
    indicator.row_no,
    measure.column_no,
    indicator.line_no,
    measure.amount,
    1 as per_unit
from {{ ref('int_evaluation_indicator') }} as indicator,
    unnest(['indicator.', 'point.', concat('indicator.', indicator.level_1_code, '_')])
        as scope (prefix),
    lateral (
        select
            'weight' as name,
            indicator.weight as amount,
            indicator.weight_column_no as column_no
        union all
        select
            'score' as name,
            indicator.score as amount,
            indicator.score_column_no as column_no
    ) as measure
where measure.amount is not null
