{{ config(materialized='ephemeral') }}

select
    document.document_key,
    document.document_id,
    document.source_path,
    document.title,
    document.unit_key,
    coalesce(division.county, division.prefecture, division.province, division.name)
        as division_name,
    unit.name as unit_name,
    document.fiscal_year_key as fiscal_year,
    phase.name as phase_name
from {{ ref('dim_document') }} as document
inner join {{ ref('dim_unit') }} as unit on document.unit_key = unit.unit_key
inner join {{ ref('dim_division') }} as division on unit.division_key = division.division_key
inner join {{ ref('dim_phase') }} as phase on document.phase_key = phase.phase_key
where document.is_current
