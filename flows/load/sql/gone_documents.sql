-- Documents that will be withdrawn with nothing in their place.
select document.source_path
from raw.document as document
where document.withdrawn_at is null
    and document.document_id not in (select document_id from present)
    and document.collection in (select collection from present)
    and (document.collection, document.source_path) not in (
        select (collection, source_path) from present
    )
    and not exists (
        from turned_away
        where
            document.source_path = turned_away.source_path
            or starts_with(document.source_path, concat(turned_away.source_path, '/'))
    )
order by document.source_path
