-- A document, and the day on which the edition landed that stays in its place.
select
    document.source_path,
    document.sha256,
    (
        select strftime(max(earlier.landed_at), '%Y-%m-%d')
        from raw.document as earlier
        where earlier.source_path = document.source_path
            and earlier.document_id != document.document_id
            and (earlier.withdrawn_at is null or earlier.withdrawn_at >= $2)
    ) as earlier_landed_on
from raw.document as document
where document.document_id = $1
