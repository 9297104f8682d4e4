insert into raw.refresh by name
select
    $1 as version_id,
    $2 as input_fingerprint,
    $3 as project_fingerprint,
    $4 as models_fingerprint,
    $5 as reading_fingerprint,
    $6 as documents_path,
    $7 as refreshed_at
