-- One row per figure of a version; what it is about stands in the columns before its measure.
with

counted as (
    select
        'documents' as code,
        count(*) as value
    from marts.dim_document
    where document_key > 0 and is_current
    union all
    select
        'lines' as code,
        coalesce(sum(line_count), 0) as value
    from marts.dim_document
    where document_key > 0 and is_current
    union all
    select
        'budget_lines' as code,
        count(*) as value
    from marts.fct_budget_line
    where is_current
    union all
    select
        'reported_totals' as code,
        count(*) as value
    from marts.fct_reported_total
    inner join marts.dim_document as document using (document_key)
    where document.is_current
),

totalled as (
    select
        unit.name as unit,
        year.code as fiscal_year,
        phase.code as phase,
        statement.code as statement,
        sum(line.amount_yuan) as value
    from marts.fct_budget_line as line
    inner join marts.dim_unit as unit using (unit_key)
    inner join marts.dim_fiscal_year as year using (fiscal_year_key)
    inner join marts.dim_phase as phase using (phase_key)
    inner join marts.dim_statement as statement using (statement_key)
    where line.is_current
    group by all
),

violated as (
    select
        result.rule_id as code,
        count(*) as value
    from quality.fct_identity_result as result
    inner join marts.dim_document as document using (document_id)
    where result.verdict = 'violation' and document.is_current
    group by all
),

unmapped as (
    select
        listed.kind as code,
        sum(listed.occurrences) as value
    from quality.rpt_unmapped as listed
    inner join marts.dim_document as document using (document_id)
    where document.is_current
    group by all
),

figure as (
    select
        'count' as change_kind,
        *
    from counted
    union all by name
    select
        'total' as change_kind,
        *
    from totalled
    union all by name
    select
        'violation' as change_kind,
        *
    from violated
    union all by name
    select
        'unmapped' as change_kind,
        *
    from unmapped
)

select
    change_kind,
    code,
    null::varchar as source_path,
    unit,
    fiscal_year,
    phase,
    statement,
    if(change_kind = 'total', 'yuan', 'piece') as measured_in,
    value::decimal(18, 2) as value
from figure
