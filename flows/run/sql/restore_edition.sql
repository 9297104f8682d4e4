-- What was withdrawn because something else lies under its name now, which has been set aside.
update raw.document set withdrawn_at = null
where withdrawn_at >= $2
    and source_path in (select unnest($1))
    and document_id in (
        from raw.document
        select max_by(document_id, landed_at)
        where withdrawn_at >= $2
        group by source_path
    )
returning document_id
