select
    source_path,
    identity_count,
    pass_count,
    rounding_count,
    violation_count,
    notice_count,
    reading_doubt_count
from quality.rpt_document_scorecard
order by source_path
