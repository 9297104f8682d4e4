{{ config(materialized='ephemeral') }}

select
    document.document_key,
    document.document_id,
    document.source_path,
    document.title,
    document.unit_key,
    coalesce(division.county, division.prefecture, division.province, division.name)
        as division_name,
    -- whose body it is: a zone of a province is not the province
    coalesce(
        case unit.administrative_level
            when '开发区'
                then
                    concat(
                        case division.level
                            when 'province' then '省级'
                            when 'prefecture' then '市级'
                            when 'county' then '县级'
                        end,
                        '开发区'
                    )
            when '乡镇' then '乡镇'
            else unit.administrative_level || '级'
        end,
        '未知'
    ) as level_name,
    unit.name as unit_name,
    document.fiscal_year_key as fiscal_year,
    phase.name as phase_name,
    document.is_recognised
from {{ ref('dim_document') }} as document
inner join {{ ref('dim_unit') }} as unit on document.unit_key = unit.unit_key
inner join {{ ref('dim_division') }} as division on unit.division_key = division.division_key
inner join {{ ref('dim_phase') }} as phase on document.phase_key = phase.phase_key
where document.is_current
