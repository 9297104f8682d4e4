{{ config(materialized='table') }}

with

unit as (

    select distinct unit_name as name
    from {{ ref('int_document') }}
    where unit_name != ''

),

by_name as (

    -- A unit is placed by its name only if it begins with a county's full name that no other
    -- county of the country bears.
    select
        unit.name,
        any_value(division.code) as division_code
    from unit
    inner join {{ ref('division') }} as division
        on division.level = 'county' and starts_with(unit.name, division.name)
    where length(division.name) > 1
    group by unit.name
    having count(*) = 1

),

placed as (

    select
        unit.name,
        coalesce(listed.division_code, by_name.division_code) as division_code,
        case
            when listed.division_code is not null then 'listed'
            when by_name.division_code is not null then 'county name'
            else 'unmapped'
        end as division_mapping_method
    from unit
    left join {{ ref('unit_division') }} as listed on unit.name = listed.unit_name
    left join by_name on unit.name = by_name.name

)

select
    {{ surrogate_key(['name']) }} as unit_key,
    name,
    case
        when division_code is null then {{ unknown_key() }}
        else {{ surrogate_key(['division_code']) }}
    end as division_key,
    division_mapping_method
from placed
union all
{{ reserved_members(['name', 'division_key', 'division_mapping_method']) }}
