-- Every amount of money in a statutory table is a budget line or a reported total: one, once.
with

published as (

    select
        document_key,
        grid_no,
        line_no,
        column_no,
        amount_yuan
    from {{ ref('fct_budget_line') }}
    union all
    select
        document_key,
        grid_no,
        line_no,
        column_no,
        amount_yuan
    from {{ ref('fct_reported_total') }}

),

counted as (

    select
        document.document_id,
        published.grid_no,
        published.line_no,
        published.column_no,
        published.amount_yuan,
        count(*) as times
    from published
    inner join {{ ref('dim_document') }} as document
        on published.document_key = document.document_key
    group by
        document.document_id,
        published.grid_no,
        published.line_no,
        published.column_no,
        published.amount_yuan

),

printed as (

    select
        document_id,
        grid_no,
        line_no,
        column_no,
        amount_yuan
    from {{ ref('int_amount') }}
    where amount_yuan is not null and not is_quantity

)

select
    coalesce(printed.document_id, counted.document_id) as document_id,
    coalesce(printed.line_no, counted.line_no) as line_no,
    coalesce(printed.column_no, counted.column_no) as column_no,
    printed.amount_yuan as printed_yuan,
    counted.amount_yuan as published_yuan,
    coalesce(counted.times, 0) as times_published
from printed
full join counted
    on
        printed.document_id = counted.document_id
        and printed.grid_no = counted.grid_no
        and printed.line_no = counted.line_no
        and printed.column_no = counted.column_no
        and printed.amount_yuan = counted.amount_yuan
where printed.document_id is null or coalesce(counted.times, 0) != 1
