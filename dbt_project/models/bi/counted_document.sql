{{ config(materialized='ephemeral') }}

-- One row per current document whose publication is counted: of a publication in two parts the
-- tables and the text answer together.
select
    document.document_key,
    document.document_id,
    document.source_path,
    document.division_name,
    document.level_name,
    document.unit_name,
    document.fiscal_year,
    document.phase_name,
    part.publication_key
from {{ ref('current_document') }} as document
inner join {{ ref('dim_document') }} as part on document.document_key = part.document_key
inner join {{ ref('dim_publication') }} as whole on part.publication_key = whole.publication_key
where whole.is_counted
