{{ config(materialized='ephemeral') }}

-- what the department is to spend in the year is the income of the year
with

stated as (

    select *
    from {{ ref('int_performance_stated') }}
    where form_scope = 'department' and is_total and amount_side = 'annual'
    qualify row_number() over (
            partition by document_id, form_no order by breakdown desc, line_no asc
        ) = 1

),

income as (

    -- blank, it states zero; of a form that is not printed nothing is asked
    select *
    from {{ ref('int_figure') }}
    where form_code = 'income_by_subject' and line_code = 'total' and measure_code = 'total'
    qualify row_number() over (
            partition by document_id order by is_printed desc, grid_no asc, row_no asc
        ) = 1

)

select {{ performance_term("'performance_department_budget'", "''", "'lhs'") }}
from stated
semi join income using (document_id)
union all
select
    document_id,
    'performance_department_budget' as rule_id,
    concat_ws('|', 'performance_department_budget', stated.first_line_no) as identity_code,
    'rhs' as side,
    income.form_code,
    stated.name as line_code,
    income.measure_code,
    income.grid_no,
    income.row_no,
    income.column_no,
    income.line_no,
    income.amount_yuan,
    income.yuan_per_unit
from stated
inner join income using (document_id)
