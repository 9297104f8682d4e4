-- Joining all dimensions neither loses nor multiplies a budget line.
with

joined as (

    select line.amount_yuan
    from {{ ref('fct_budget_line') }} as line
    inner join {{ ref('dim_document') }} using (document_key)
    inner join {{ ref('dim_unit') }} as unit on line.unit_key = unit.unit_key
    inner join {{ ref('dim_division') }} using (division_key)
    inner join {{ ref('dim_fiscal_year') }} as year
        on line.fiscal_year_key = year.fiscal_year_key
    inner join {{ ref('dim_phase') }} as phase on line.phase_key = phase.phase_key
    inner join {{ ref('dim_statement') }} using (statement_key)
    inner join {{ ref('dim_subject') }} using (subject_key)
    inner join {{ ref('dim_economic_class') }} as department
        on line.department_economic_class_key = department.economic_class_key
    inner join {{ ref('dim_economic_class') }} as government
        on line.government_economic_class_key = government.economic_class_key
    inner join {{ ref('dim_fund') }} using (fund_key)
    inner join {{ ref('dim_expenditure_kind') }} using (expenditure_kind_key)
    inner join {{ ref('dim_project') }} as project on line.project_key = project.project_key
    inner join {{ ref('dim_line_item') }} as item on line.line_item_key = item.line_item_key

),

counted as (

    select
        (select count(*) from joined) as joined_count,
        (select count(*) from {{ ref('fct_budget_line') }}) as line_count

)

select * from counted
where joined_count != line_count
