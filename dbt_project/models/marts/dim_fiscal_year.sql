{{ config(materialized='table') }}

select
    fiscal_year::bigint as fiscal_year_key,
    fiscal_year::varchar as code,
    concat(fiscal_year, '年') as name,
    make_date(fiscal_year, 1, 1) as starts_on,
    make_date(fiscal_year, 12, 31) as ends_on
from {{ ref('int_fiscal_year') }}
union all
{{ reserved_members(['code', 'name', 'starts_on', 'ends_on']) }}
