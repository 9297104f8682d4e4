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
    identity.line_nos,
    identity.lhs_line_nos,
    identity.rhs_line_nos,
    identity.stated_percentage,
    identity.computed_percentage,
    cause.suspect_cell_key,
    empty_form.grid_no as empty_grid_no
from {{ ref('int_identity') }} as identity
left join {{ ref('int_reading_doubt') }} as doubt using (document_id, identity_code)
left join (
    -- of several that explain it as well, one
    select
        document_id,
        identity_code,
        min(suspect_cell_key) as suspect_cell_key
    from {{ ref('int_identity_cause') }}
    group by document_id, identity_code
) as cause using (document_id, identity_code)
left join (
    select
        document_id,
        identity_code,
        min(grid_no) as grid_no
    from {{ ref('int_identity_of_empty_form') }}
    group by document_id, identity_code
) as empty_form using (document_id, identity_code)
