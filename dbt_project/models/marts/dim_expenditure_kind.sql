{{ config(materialized='table') }}

select
    expenditure_kind_key::bigint as expenditure_kind_key,
    code,
    name,
    name_en,
    parent_code
from {{ ref('expenditure_kind') }}
union all
{{ reserved_members(['code', 'name', 'name_en', 'parent_code']) }}
