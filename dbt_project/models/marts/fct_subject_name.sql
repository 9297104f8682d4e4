{{ config(materialized='table') }}

select
    {{ surrogate_key(["'subject'", 'code']) }} as subject_key,
    coalesce(fiscal_year, {{ unknown_key() }})::bigint as fiscal_year_key,
    code,
    name
from {{ ref('int_subject_name') }}
where length(code) <= 7
