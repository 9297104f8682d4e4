{{ config(materialized='ephemeral') }}

-- A part that a sentence leaves out: its parts are less than the whole.
select
    document_id,
    'missing_part' as suspect_kind,
    grid_no,
    row_no,
    column_no,
    difference_yuan::decimal(18, 2) as change_yuan,
    false as is_stated,
    1::bigint as explained_count,
    0::bigint as broken_count,
    [rule_id] as rule_ids,
    [identity_code] as identity_codes
from {{ ref('int_identity_cell') }}
where
    rule_id = 'narrative_parts'
    and verdict = 'violation'
    and grid_no = 0
    and sign = 1
    and difference_yuan > 0
