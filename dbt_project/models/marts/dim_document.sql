{{ config(materialized='table') }}

with

keyed as (

    select
        {{ surrogate_key(['document.document_id']) }} as document_key,
        document.document_id,
        document.source_path,
        document.title,
        document.title as name,
        case
            when document.unit_name = '' then {{ unknown_key() }}
            else {{ surrogate_key(['document.unit_name']) }}
        end as unit_key,
        coalesce(document.fiscal_year, {{ unknown_key() }})::bigint as fiscal_year_key,
        coalesce(phase.phase_key, {{ unknown_key() }})::bigint as phase_key,
        landed.sha256,
        landed.media_type,
        landed.encoding,
        landed.byte_size,
        landed.line_count,
        landed.landed_at,
        landed.withdrawn_at
    from {{ ref('int_document') }} as document
    inner join {{ ref('stg_document') }} as landed on document.document_id = landed.document_id
    left join {{ ref('phase') }} as phase on document.phase_code = phase.code

),

ranked as (

    -- the newest publication of a unit for a year and phase; what cannot be told apart stays
    select
        *,
        withdrawn_at is null
        and (
            unit_key = {{ unknown_key() }}
            or row_number() over (
                partition by unit_key, fiscal_year_key, phase_key
                order by
                    withdrawn_at is null desc, landed_at desc, source_path desc, document_id asc
            ) = 1
        ) as is_current
    from keyed

),

replaced as (

    select
        *,
        max(document_key) filter (where is_current and unit_key != {{ unknown_key() }}) over (
            partition by unit_key, fiscal_year_key, phase_key
        ) as current_document_key
    from ranked

)

select
    document_key,
    document_id,
    source_path,
    title,
    name,
    unit_key,
    fiscal_year_key,
    phase_key,
    is_current,
    case
        when is_current then 'current'
        when current_document_key is not null then 'superseded'
        else 'withdrawn'
    end as status,
    case
        when is_current then {{ not_applicable_key() }}
        else coalesce(current_document_key, {{ not_applicable_key() }})
    end as superseded_by_document_key,
    sha256,
    media_type,
    encoding,
    byte_size,
    line_count,
    landed_at,
    withdrawn_at
from replaced
union all
{{ reserved_members([
    'document_id', 'source_path', 'title', 'name', 'unit_key', 'fiscal_year_key', 'phase_key',
    'is_current', 'status', 'superseded_by_document_key', 'sha256', 'media_type', 'encoding',
    'byte_size', 'line_count', 'landed_at', 'withdrawn_at'
]) }}
