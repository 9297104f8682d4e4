-- a document that is read again keeps the day it landed
insert into raw.document by name
from batch
on conflict do update set
    encoding = excluded.encoding,
    line_count = excluded.line_count,
    page_count = excluded.page_count,
    unread_pages = excluded.unread_pages,
    uncomputed_cells = excluded.uncomputed_cells
