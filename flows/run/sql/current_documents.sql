-- The current documents: which, and how many lines; the editions of one path are one document.
select
    source_path,
    list_sort(list(document_id)) as editions,
    sum(line_count)::decimal(18, 2) as lines
from marts.dim_document
where document_key > 0 and is_current
group by source_path
