{{ config(materialized='ephemeral') }}

-- what a document speaks of stands in its own tables, or in those of the other file of its
-- publication
select
    document_id,
    document_id as tabled_document_id
from {{ ref('int_document') }}
union
select
    text_part.document_id,
    table_part.document_id as tabled_document_id
from {{ ref('int_publication') }} as text_part
inner join {{ ref('int_publication') }} as table_part using (publication_key)
where text_part.is_current and table_part.is_current and text_part.is_placed
