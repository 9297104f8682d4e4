{{ config(materialized='table') }}

select
    line_item_key::bigint as line_item_key,
    code,
    name,
    name_en,
    parent_code,
    family
from {{ ref('line_item') }}
union all
{{ reserved_members(['code', 'name', 'name_en', 'parent_code', 'family']) }}
