-- Every amount of every statutory table is a budget line or a reported total: one of them, once.
with

published as (

    select budget_line_key as amount_key from {{ ref('fct_budget_line') }}
    union all
    select reported_total_key as amount_key from {{ ref('fct_reported_total') }}

),

counted as (

    select
        amount_key,
        count(*) as times
    from published
    group by amount_key

)

select
    amount.amount_key,
    amount.document_id,
    amount.line_no,
    amount.column_no,
    coalesce(counted.times, 0) as times
from {{ ref('int_keyed_amount') }} as amount
full join counted on amount.amount_key = counted.amount_key
where coalesce(counted.times, 0) != 1 or amount.amount_key is null
