{{ config(materialized='view') }}

with

ranked as (

    -- the newest publication of a unit for a year and phase; what cannot be told apart stays
    select
        document_id,
        document.unit_name,
        document.fiscal_year,
        document.phase_code,
        landed.withdrawn_at is null
        and (
            document.unit_name = ''
            or row_number() over (
                partition by document.unit_name, document.fiscal_year, document.phase_code
                order by
                    landed.withdrawn_at is null desc,
                    landed.landed_at desc,
                    document.source_path desc,
                    document_id asc
            ) = 1
        ) as is_current
    from {{ ref('int_document') }} as document
    inner join {{ ref('stg_document') }} as landed using (document_id)

),

replaced as (

    select
        *,
        max(document_id) filter (where is_current and unit_name != '') over (
            partition by unit_name, fiscal_year, phase_code
        ) as current_document_id
    from ranked

)

select
    document_id,
    unit_name,
    fiscal_year,
    phase_code,
    is_current,
    case
        when is_current then 'current'
        when current_document_id is not null then 'superseded'
        else 'withdrawn'
    end as status,
    if(is_current, null, current_document_id) as superseded_by_document_id
from replaced
