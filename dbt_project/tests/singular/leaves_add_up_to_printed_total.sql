-- The leaves of the spending statement add up to its printed 合计, but for rounding.
-- A document that does not add up is its publisher's affair: a warning, and rows in quality.
{{ config(severity='warn') }}

with

leaf as (

    select
        document_key,
        sum(amount_yuan) as amount_yuan,
        count(*) as leaf_count
    from {{ ref('fct_budget_line') }}
    inner join {{ ref('dim_statement') }} as statement using (statement_key)
    where statement.code = 'expenditure_by_subject'
    group by document_key

),

printed as (

    select
        document_key,
        max(amount_yuan) as amount_yuan
    from {{ ref('fct_reported_total') }}
    inner join {{ ref('dim_statement') }} as statement using (statement_key)
    where statement.code = 'expenditure_by_subject' and total_kind = 'total'
    group by document_key

)

select
    leaf.document_key,
    leaf.amount_yuan as leaf_yuan,
    printed.amount_yuan as printed_yuan
from leaf
inner join printed on leaf.document_key = printed.document_key
where abs(leaf.amount_yuan - printed.amount_yuan) > 50 * (leaf.leaf_count + 1)
