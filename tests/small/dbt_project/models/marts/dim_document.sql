select
    row_number() over (order by document_id) as document_key,
    document_id,
    source_path,
    sha256,
    source_path as title,
    1::bigint as publication_key,
    'complete' as part,
    null::varchar as held_out_reason,
    1::bigint as unit_key,
    1::bigint as fiscal_year_key,
    1::bigint as phase_key,
    line_count,
    0 as unread_page_count,
    row_number() over (partition by source_path order by landed_at desc) = 1 as is_current,
    if(is_current, 'current', 'superseded') as status
from raw.document
