{{ config(materialized='ephemeral') }}

with

rate as (

    -- how finely a document prints its rates: any one of them may lack trailing zeros
    select
        *,
        max(length(regexp_extract(printed_text, '\.(\d+)', 1))) over (partition by document_id)
            as decimals
    from {{ ref('int_evaluation_fund_line') }}
    where attribute = 'rate'

)

-- what the rate makes of the full-year budget: half of its last digit is its rounding
select
    document_id,
    report_no,
    'rated.executed' as quantity,
    '' as instance,
    rate.grid_no,
    rate.row_no,
    rate.column_no,
    rate.line_no,
    report.execution_rate * report.full_year_budget_yuan / 100 as amount,
    report.full_year_budget_yuan / power(10, rate.decimals) as per_unit
from rate
inner join {{ ref('int_evaluation') }} as report using (document_id, report_no)
where rate.is_first and report.full_year_budget_yuan is not null
union all
select
    document_id,
    report_no,
    'rated.budget_score' as quantity,
    '' as instance,
    rate.grid_no,
    rate.row_no,
    rate.column_no,
    rate.line_no,
    coalesce(report.budget_weight, 10) * least(report.execution_rate, 100) / 100 as amount,
    1 as per_unit
from rate
inner join {{ ref('int_evaluation') }} as report using (document_id, report_no)
where rate.is_first
