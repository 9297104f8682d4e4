{{ config(materialized='table') }}

select
    {{ surrogate_key(['document_id']) }} as document_key,
    document_id,
    document.source_path,
    document.title,
    document.title as name,
    {{ unit_key('document.unit_name') }} as unit_key,
    coalesce(document.fiscal_year, {{ unknown_key() }})::bigint as fiscal_year_key,
    coalesce(phase.phase_key, {{ unknown_key() }})::bigint as phase_key,
    edition.is_current,
    edition.status,
    case
        when edition.superseded_by_document_id is null then {{ not_applicable_key() }}
        else {{ surrogate_key(['edition.superseded_by_document_id']) }}
    end as superseded_by_document_key,
    edition.basis as edition_basis,
    landed.sha256,
    landed.media_type,
    landed.encoding,
    landed.byte_size,
    landed.line_count,
    landed.landed_at,
    landed.withdrawn_at
from {{ ref('int_document') }} as document
inner join {{ ref('stg_document') }} as landed using (document_id)
inner join {{ ref('int_edition') }} as edition using (document_id)
left join {{ ref('phase') }} as phase on document.phase_code = phase.code
union all
{{ reserved_members([
    'document_id', 'source_path', 'title', 'name', 'unit_key', 'fiscal_year_key', 'phase_key',
    'is_current', 'status', 'superseded_by_document_key', 'edition_basis', 'sha256', 'media_type',
    'encoding', 'byte_size', 'line_count', 'landed_at', 'withdrawn_at'
]) }}
