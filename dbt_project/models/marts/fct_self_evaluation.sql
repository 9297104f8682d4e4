select
    {{ surrogate_key(["'self_evaluation'", 'report.document_id', 'report.first_line_no']) }}
        as self_evaluation_key,
    document.document_key,
    document.unit_key,
    document.fiscal_year_key,
    case
        when report.evaluation_scope = 'project'
            then coalesce(project.project_key, {{ unknown_key() }})
        else {{ not_applicable_key() }}
    end::bigint as project_key,
    case when report.evaluation_scope = 'project' then coalesce(project.mapping_method, 'none') end
        as mapping_method,
    report.report_no,
    report.evaluation_scope,
    report.project_name,
    report.project_unit_code,
    report.project_unit_name,
    report.department_name,
    report.is_repetition,
    document.is_current,
    report.evaluation_scope = 'project'
    and sums.is_summed
    and not report.is_repetition as is_additive,
    report.initial_target_yuan,
    report.printed_initial_target,
    report.initial_budget_yuan,
    report.printed_initial_budget,
    report.full_year_budget_yuan,
    report.printed_full_year_budget,
    report.executed_yuan,
    report.printed_executed,
    report.balance_yuan,
    report.printed_balance,
    report.printed_unit,
    try_cast(report.execution_rate as decimal(9, 4)) as execution_rate,
    report.printed_rate,
    try_cast(report.budget_weight as decimal(9, 2)) as budget_weight,
    try_cast(report.budget_score as decimal(9, 2)) as budget_score,
    try_cast(report.indicator_score as decimal(9, 2)) as indicator_score,
    try_cast(report.total_score as decimal(9, 2)) as total_score,
    report.grade,
    report.indicator_count::integer as indicator_count,
    report.first_line_no as line_no,
    report.amount_line_no,
    report.score_line_no,
    report.last_line_no
from {{ ref('int_evaluation') }} as report
inner join {{ ref('dim_document') }} as document on report.document_id = document.document_id
inner join {{ ref('int_document_sum') }} as sums on report.document_id = sums.document_id
left join {{ ref('int_evaluation_project') }} as project
    on report.document_id = project.document_id and report.report_no = project.report_no
