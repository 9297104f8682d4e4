-- by which people recognise a version: its size, and what it says is spent, all years and phases
select
    (
        select count(*)
        from marts.dim_document
        where document_key > 0 and is_current
    ) as documents,
    (
        select coalesce(sum(line_count), 0)
        from marts.dim_document
        where document_key > 0 and is_current
    ) as lines,
    (
        select coalesce(sum(line.amount_yuan), 0)::decimal(18, 2)
        from marts.fct_budget_line as line
        inner join marts.dim_statement as statement using (statement_key)
        where line.is_current and statement.code = 'expenditure_by_subject'
    ) as spending_yuan
