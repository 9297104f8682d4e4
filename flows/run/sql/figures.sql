-- One row per figure of a version; what it is about stands in the columns before its measure.
select
    'count' as change_kind, counted.code, null as source_path, null as unit, null as fiscal_year,
    null as phase, null as statement, 'piece' as measured_in, counted.value::decimal(18, 2) as value
from (
    select 'documents' as code, count(*) as value
    from marts.dim_document where document_key > 0 and is_current
    union all
    select 'lines', coalesce(sum(line_count), 0)
    from marts.dim_document where document_key > 0 and is_current
    union all
    select 'budget_lines', count(*) from marts.fct_budget_line where is_current
    union all
    select 'reported_totals', count(*)
    from marts.fct_reported_total as total
    join marts.dim_document as document using (document_key)
    where document.is_current
) as counted
union all
select
    'total', null, null, unit.name, year.code, phase.code, statement.code, 'yuan',
    sum(line.amount_yuan)::decimal(18, 2)
from marts.fct_budget_line as line
join marts.dim_unit as unit using (unit_key)
join marts.dim_fiscal_year as year using (fiscal_year_key)
join marts.dim_phase as phase using (phase_key)
join marts.dim_statement as statement using (statement_key)
where line.is_current
group by unit.name, year.code, phase.code, statement.code
union all
select
    'violation', result.rule_id, null, null, null, null, null, 'piece', count(*)::decimal(18, 2)
from quality.fct_identity_result as result
join marts.dim_document as document using (document_id)
where result.verdict = 'violation' and document.is_current
group by result.rule_id
union all
select
    'unmapped', listed.kind, null, null, null, null, null, 'piece',
    sum(listed.occurrences)::decimal(18, 2)
from quality.rpt_unmapped as listed
join marts.dim_document as document using (document_id)
where document.is_current
group by listed.kind
