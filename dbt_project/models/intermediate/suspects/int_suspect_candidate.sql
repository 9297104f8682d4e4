{{ config(materialized='ephemeral') }}

select
    document_id,
    suspect_kind,
    grid_no,
    row_no,
    column_no,
    change_yuan,
    is_stated,
    explained_count,
    broken_count,
    rule_ids,
    identity_codes,
    explained_count - broken_count as score
from (
    select * from {{ ref('int_suspect_cell') }}
    union all
    select * from {{ ref('int_suspect_row') }}
    union all
    select * from {{ ref('int_suspect_part') }}
    union all
    select * from {{ ref('int_suspect_unit') }}
) as suspected
