-- Once per file version and reason.
insert into raw.rejection by name
select
    $1 as source_path,
    $2 as sha256,
    $3 as stage,
    $4 as reason,
    $5 as detail,
    $6 as rejected_at
where not exists (
        from raw.rejection
        where (source_path, sha256, reason) is not distinct from ($1, $2, $4)
    )
