{{ config(materialized='ephemeral') }}

-- What a publication says outside its forms is added up where its forms are, and where it prints
-- none, unless an edition has taken its place.
select
    publication.document_id,
    publication.is_current
    and publication.scope != 'government'
    and coalesce(
        bool_or(used.is_counted) over (partition by publication.publication_key), true
    ) as is_summed
from {{ ref('int_publication') }} as publication
left join (
    select
        document_id,
        bool_or(is_counted) as is_counted
    from {{ ref('int_statement_use') }}
    group by document_id
) as used using (document_id)
