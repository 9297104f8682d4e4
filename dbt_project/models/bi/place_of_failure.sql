{{ config(materialized='ephemeral') }}

-- Where what does not hold is printed: its left side, its right side, and all of it.
with

failing as (

    select *
    from {{ ref('fct_identity_result') }}
    where verdict = 'violation'

)

select
    side.identity_result_key,
    side.name,
    min(side.line_no) as first_line_no,
    arg_min(line.page_no, side.line_no) as page_no,
    count(distinct side.line_no) as line_count,
    list_sort(
        list_distinct(list(line.page_no) filter (where line.page_no is not null))
    ) as page_nos
from (
    select
        identity_result_key,
        document_id,
        'left' as name,
        unnest(lhs_line_nos) as line_no
    from failing
    union all
    select
        identity_result_key,
        document_id,
        'right' as name,
        unnest(rhs_line_nos) as line_no
    from failing
    union all
    select
        identity_result_key,
        document_id,
        'all' as name,
        unnest(line_nos) as line_no
    from failing
) as side
inner join {{ ref('stg_line') }} as line
    on side.document_id = line.document_id and side.line_no = line.line_no
group by side.identity_result_key, side.name
