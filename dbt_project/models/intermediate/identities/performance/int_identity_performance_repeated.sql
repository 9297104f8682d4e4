{{ config(materialized='ephemeral') }}

with

again as (

    select *
    from {{ ref('int_performance_stated') }}
    where is_total and first_form_no is not null

),

before as (

    -- what the first form states, where the repetition states it again
    select
        first_total.* exclude (form_no, first_line_no, name),
        repeated.form_no,
        repeated.first_line_no,
        repeated.name
    from {{ ref('int_performance_stated') }} as first_total
    inner join {{ ref('int_performance_named') }} as repeated
        on
            first_total.document_id = repeated.document_id
            and first_total.form_no = repeated.first_form_no
    where first_total.is_total

)

select {{ performance_term("'performance_repeated'", 'amount_side', "'lhs'") }}
from again
semi join before using (document_id, form_no, amount_side)
union all
select {{ performance_term("'performance_repeated'", 'amount_side', "'rhs'") }}
from before
semi join again using (document_id, form_no, amount_side)
