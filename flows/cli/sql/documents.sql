-- the documents of the served version: whose they are, and how much was understood
select
    document.source_path,
    unit.name as unit,
    year.code as fiscal_year,
    phase.code as phase,
    document.is_current,
    coverage.statutory_table_count as tables,
    coverage.budget_line_count as budget_lines,
    coverage.unmapped_count as unmapped
from marts.dim_document as document
inner join marts.dim_unit as unit using (unit_key)
inner join marts.dim_fiscal_year as year using (fiscal_year_key)
inner join marts.dim_phase as phase using (phase_key)
inner join quality.rpt_document_coverage as coverage using (document_key)
order by all
