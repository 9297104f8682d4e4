select
    {{ surrogate_key(["'subject'", 'code']) }} as subject_key,
    fiscal_year::bigint as fiscal_year_key,
    code,
    name
from {{ ref('int_subject_name') }}
