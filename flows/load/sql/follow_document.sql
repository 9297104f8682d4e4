-- Documents that lie elsewhere now, or are back.
update raw.document as document
set
    source_path = present.source_path, collection = present.collection,
    withdrawn_at = null
from present
where document.document_id = present.document_id
    and (document.source_path, document.collection, document.withdrawn_at)
    is distinct from (present.source_path, present.collection, null)
returning document.document_id
