-- how much a version holds; the columns are those of a refresh's summary
select
    (select count(*) from raw.document) as documents,
    (select count(*) from raw.line) as lines,
    (select count(*) from raw.cell) as cells,
    (select count(*) from marts.fct_budget_line) as budget_lines,
    (select count(*) from marts.fct_reported_total) as reported_totals,
    (select coalesce(sum(occurrences), 0) from quality.rpt_unmapped) as unmapped
