{{ config(materialized='ephemeral') }}

with

total as (

    select *
    from {{ ref('int_performance_stated') }}
    where
        is_total and amount_side = 'annual' and not is_repeated and project_amount_yuan is not null

)

select {{ performance_term("'performance_annual_project'", "''", "'lhs'") }}
from total
union all
select
    document_id,
    'performance_annual_project' as rule_id,
    concat_ws('|', 'performance_annual_project', form.first_line_no) as identity_code,
    'rhs' as side,
    project.form_code,
    form.name as line_code,
    'total' as measure_code,
    project.grid_no,
    project.row_no,
    project.column_no,
    project.line_no,
    project.amount_yuan,
    project.yuan_per_unit
from total as form
inner join {{ ref('int_performance_project_cell') }} as project
    using (document_id, project_key, statement_code)
