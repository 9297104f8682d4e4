select * from raw.document
