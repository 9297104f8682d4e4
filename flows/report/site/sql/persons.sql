-- Whom the lines of some documents name.
select
    document_id,
    line_no,
    text,
    is_certain
from raw.personal_data
where document_id in (select unnest($1::varchar[]))
order by document_id, line_no, text
