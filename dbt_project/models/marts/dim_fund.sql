{{ config(materialized='table') }}

select
    fund_key::bigint as fund_key,
    code,
    name,
    name_en,
    parent_code
from {{ ref('fund') }}
union all
{{ reserved_members(['code', 'name', 'name_en', 'parent_code']) }}
