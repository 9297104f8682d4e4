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
        -- a department that publishes its unit's accounts, too, spends its money once
        select coalesce(sum(amount_yuan), 0)::decimal(18, 2)
        from marts.fct_budget_line
        where is_spending_basis and is_counted
    ) as spending_yuan
