{{ config(materialized='ephemeral') }}

select
    document_id,
    line_no,
    text,
    {{ one_width('text') }} as plain
from {{ source('raw', 'line') }}
