select
    count(*) as listed,
    count(sha256) as originals,
    count(*) filter (where outcome = 'failed') as failed,
    count(*) filter (where outcome is null) as not_asked,
    max(checked_at) as last_asked
from source
where is_listed
