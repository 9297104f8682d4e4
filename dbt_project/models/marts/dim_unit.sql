{{ config(materialized='table') }}

select
    {{ surrogate_key(['name']) }} as unit_key,
    name,
    case
        when division_code is null then {{ unknown_key() }}
        else {{ surrogate_key(['division_code']) }}
    end as division_key,
    division_mapping_method,
    case
        when parent_unit_name is null then {{ not_applicable_key() }}
        else {{ surrogate_key(['parent_unit_name']) }}
    end as parent_unit_key,
    administrative_level
from {{ ref('int_unit') }}
union all
{{ reserved_members([
    'name', 'division_key', 'division_mapping_method', 'parent_unit_key', 'administrative_level'
]) }}
