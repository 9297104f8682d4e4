{{ config(materialized='table') }}

select
    {{ surrogate_key(['code']) }} as division_key,
    code,
    name,
    level,
    county,
    prefecture,
    province
from {{ ref('division') }}
union all
{{ reserved_members(['code', 'name', 'level', 'county', 'prefecture', 'province']) }}
