insert into raw.rejection by name
select
    $1 as source_path,
    $2 as sha256,
    'validation' as stage,
    $3 as reason,
    $4 as detail,
    $5 as rejected_at,
    $6 as project_fingerprint
