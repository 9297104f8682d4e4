{{ config(materialized='table') }}

select
    phase_key::bigint as phase_key,
    code,
    name,
    name_en,
    fdp_phase
from {{ ref('phase') }}
union all
{{ reserved_members(['code', 'name', 'name_en', 'fdp_phase']) }}
