-- Documents that their folder holds no longer.
update raw.document as document set withdrawn_at = $1
where document.withdrawn_at is null
    and document.document_id not in (select document_id from present)
    and document.collection in (select collection from present)
    and not exists (
        from turned_away
        where
            document.source_path = turned_away.source_path
            or starts_with(document.source_path, concat(turned_away.source_path, '/'))
    )
returning document.document_id
