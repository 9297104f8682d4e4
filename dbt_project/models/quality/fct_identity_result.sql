select
    identity.identity_result_key,
    document_id,
    identity.rule_id,
    identity_code,
    identity.severity,
    -- our fault first: what a wrong reading explains is not the publisher's
    if(doubt.reason is null, identity.verdict, 'reading_doubt') as verdict,
    doubt.reason as doubt_reason,
    identity.description,
    identity.lhs_yuan,
    identity.rhs_yuan,
    identity.difference_yuan,
    identity.tolerance_yuan,
    identity.line_nos
from {{ ref('int_identity') }} as identity
left join {{ ref('int_reading_doubt') }} as doubt using (document_id, identity_code)
