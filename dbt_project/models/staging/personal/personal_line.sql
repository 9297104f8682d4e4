{{ config(materialized='ephemeral') }}

select
    document_id,
    line_no,
    {{ as_matched('line') }} as text,
    {{ one_width(as_matched('line')) }} as plain
from {{ source('raw', 'line') }} as line
