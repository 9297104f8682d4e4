{{ config(materialized='table') }}

select
    statement_key::bigint as statement_key,
    code,
    name,
    name_en,
    question,
    is_additive_basis
from {{ ref('statement') }}
union all
{{ reserved_members(['code', 'name', 'name_en', 'question', 'is_additive_basis']) }}
