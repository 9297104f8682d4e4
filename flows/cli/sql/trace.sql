-- One printed figure by its key: where it stands, what it means, and whether it is a leaf.
with figure as (
    select
        'leaf' as role,
        budget_line_key as figure_key,
        columns(* exclude (budget_line_key))
    from marts.fct_budget_line
    where budget_line_key = $1
    union all by name
    select
        'total' as role,
        reported_total_key as figure_key,
        columns(* exclude (reported_total_key))
    from marts.fct_reported_total
    where reported_total_key = $1
)

select
    figure.role,
    document.document_id,
    document.source_path,
    figure.page_no,
    figure.line_no,
    figure.grid_no,
    figure.column_no,
    figure.printed_label,
    figure.header_path,
    figure.printed_amount,
    figure.printed_unit,
    figure.amount_yuan,
    unit.name as unit,
    figure.fiscal_year_key as fiscal_year,
    phase.name as phase,
    statement.name as statement,
    figure.flow,
    nullif(subject.code || ' ' || subject.name, 'not_applicable 不适用') as subject,
    nullif(department.code || ' ' || department.name, 'not_applicable 不适用') as economic_class,
    nullif(fund.name, '不适用') as fund,
    nullif(kind.name, '不适用') as kind,
    nullif(item.name, '不适用') as item,
    nullif(project.name, '不适用') as project,
    figure.is_carryover,
    figure.total_kind,
    document.is_current,
    figure.is_counted,
    figure.is_spending_basis,
    figure.is_revenue_basis,
    money.side,
    money_fund.name as money_fund,
    money.fund_basis
from figure
inner join marts.dim_document as document using (document_key)
inner join marts.dim_unit as unit on figure.unit_key = unit.unit_key
inner join marts.dim_phase as phase on figure.phase_key = phase.phase_key
inner join marts.dim_statement as statement on figure.statement_key = statement.statement_key
inner join marts.dim_subject as subject on figure.subject_key = subject.subject_key
inner join marts.dim_economic_class as department
    on figure.department_economic_class_key = department.economic_class_key
inner join marts.dim_fund as fund on figure.fund_key = fund.fund_key
inner join marts.dim_expenditure_kind as kind
    on figure.expenditure_kind_key = kind.expenditure_kind_key
inner join marts.dim_line_item as item on figure.line_item_key = item.line_item_key
inner join marts.dim_project as project on figure.project_key = project.project_key
left join marts.fct_money as money on figure.figure_key = money.budget_line_key
left join marts.dim_fund as money_fund on money.fund_key = money_fund.fund_key
