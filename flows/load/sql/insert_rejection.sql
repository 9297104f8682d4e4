-- Once per file version and reason.
insert into raw.rejection by name
select
    refused.source_path,
    refused.sha256,
    refused.stage,
    refused.reason,
    refused.detail,
    $1 as rejected_at
from refused
where not exists (
        from raw.rejection as known
        where
            known.source_path = refused.source_path
            and known.reason = refused.reason
            and known.sha256 is not distinct from refused.sha256
    )
