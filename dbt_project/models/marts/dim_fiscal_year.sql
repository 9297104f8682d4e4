{{ config(materialized='table') }}

with

year as (

    select fiscal_year
    from {{ ref('int_document') }}
    where fiscal_year is not null
    union
    -- comparative figures speak of other years
    select fiscal_year
    from {{ ref('int_amount') }}
    where fiscal_year is not null
    union
    -- a performance form may be of another year than the document it is printed in
    select fiscal_year
    from {{ ref('int_performance_form') }}
    where fiscal_year is not null

)

select
    fiscal_year::bigint as fiscal_year_key,
    fiscal_year::varchar as code,
    concat(fiscal_year, '年') as name,
    make_date(fiscal_year, 1, 1) as starts_on,
    make_date(fiscal_year, 12, 31) as ends_on
from year
union all
{{ reserved_members(['code', 'name', 'starts_on', 'ends_on']) }}
