-- Documents that their folder holds no longer.
update raw.document as document set withdrawn_at = $1
where document.withdrawn_at is null
    and document.document_id not in (select document_id from present)
    and document.collection in (select collection from present)
    and document.source_path not in (select source_path from turned_away)
returning document.document_id
