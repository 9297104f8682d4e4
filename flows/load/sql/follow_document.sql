-- Documents that lie elsewhere now, bear another date, or are back.
update raw.document as document
set
    source_path = present.source_path, collection = present.collection,
    file_date = present.file_date, withdrawn_at = null
from present
where document.document_id = present.document_id
    and (document.source_path, document.collection, document.file_date, document.withdrawn_at)
    is distinct from (present.source_path, present.collection, present.file_date, null)
returning document.document_id
