-- Joining all dimensions neither loses nor multiplies a budget line, nor its money.
with

joined as (

    select line.amount_yuan
    from {{ ref('fct_budget_line') }} as line
    inner join {{ ref('dim_document') }} as document
        on line.document_key = document.document_key
    inner join {{ ref('dim_unit') }} as unit on line.unit_key = unit.unit_key
    inner join {{ ref('dim_division') }} as division
        on unit.division_key = division.division_key
    inner join {{ ref('dim_fiscal_year') }} as year
        on line.fiscal_year_key = year.fiscal_year_key
    inner join {{ ref('dim_phase') }} as phase on line.phase_key = phase.phase_key
    inner join {{ ref('dim_statement') }} as statement
        on line.statement_key = statement.statement_key
    inner join {{ ref('dim_subject') }} as subject on line.subject_key = subject.subject_key
    inner join {{ ref('dim_economic_class') }} as department
        on line.department_economic_class_key = department.economic_class_key
    inner join {{ ref('dim_economic_class') }} as government
        on line.government_economic_class_key = government.economic_class_key
    inner join {{ ref('dim_fund') }} as fund on line.fund_key = fund.fund_key
    inner join {{ ref('dim_expenditure_kind') }} as kind
        on line.expenditure_kind_key = kind.expenditure_kind_key
    inner join {{ ref('dim_project') }} as project on line.project_key = project.project_key
    inner join {{ ref('dim_line_item') }} as item on line.line_item_key = item.line_item_key

),

counted as (

    select
        (select count(*) from joined) as joined_count,
        (select count(*) from {{ ref('fct_budget_line') }}) as line_count,
        (select coalesce(sum(amount_yuan), 0) from joined) as joined_yuan,
        (select coalesce(sum(amount_yuan), 0) from {{ ref('fct_budget_line') }}) as line_yuan

)

select *
from counted
where joined_count != line_count or joined_yuan != line_yuan
