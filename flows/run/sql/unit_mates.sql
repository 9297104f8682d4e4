select distinct mate.document_id
from intermediate.int_document as gone
inner join intermediate.int_document as mate on gone.unit_name = mate.unit_name
where gone.unit_name != '' and gone.document_id in (select unnest($1))
