select
    identity_result_key,
    document_id,
    rule_id,
    identity_code,
    severity,
    verdict,
    description,
    lhs_yuan,
    rhs_yuan,
    difference_yuan,
    tolerance_yuan,
    line_nos
from {{ ref('int_identity') }}
