{{ config(materialized='table') }}

select
    publication.document_key,
    document_id,
    publication.publication_key,
    publication.part,
    document.source_path,
    document.title,
    document.title as name,
    publication.unit_key,
    publication.fiscal_year_key,
    publication.phase_key,
    publication.is_current,
    held.reason as held_out_reason,
    recognised.document_id is not null as is_recognised,
    len(coalesce(landed.unread_pages, []))::integer as unread_page_count,
    publication.status,
    case
        when publication.superseded_by_document_id is null then {{ not_applicable_key() }}
        else {{ surrogate_key(['publication.superseded_by_document_id']) }}
    end as superseded_by_document_key,
    publication.basis as edition_basis,
    landed.sha256,
    landed.media_type,
    landed.encoding,
    landed.byte_size,
    landed.line_count,
    landed.landed_at,
    landed.withdrawn_at
from {{ ref('int_publication') }} as publication
inner join {{ ref('int_document') }} as document using (document_id)
inner join {{ ref('stg_document') }} as landed using (document_id)
left join {{ ref('int_held_out') }} as held using (document_id)
left join (
    select distinct document_id
    from {{ ref('stg_line') }}
    where confidence is not null
) as recognised
    on document_id = recognised.document_id
union all
{{ reserved_members([
    'document_id', 'publication_key', 'part', 'source_path', 'title', 'name', 'unit_key',
    'fiscal_year_key', 'phase_key', 'is_current', 'held_out_reason',
    'is_recognised', 'unread_page_count', 'status',
    'superseded_by_document_key', 'edition_basis', 'sha256', 'media_type', 'encoding', 'byte_size',
    'line_count', 'landed_at', 'withdrawn_at'
]) }}
