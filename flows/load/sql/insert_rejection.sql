insert into raw.rejection
select $1, $2, $3, $4, $5, $6
where not exists (
    from raw.rejection where (source_path, sha256, reason) = ($1, $2, $4)
)
