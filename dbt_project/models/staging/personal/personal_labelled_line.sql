{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('signature_label') }}, {{ ref('surname') }}, {{ ref('division') }}
{%- set pattern = personal_patterns() %}

select
    line.document_id,
    line.line_no,
    line.plain,
    regexp_replace(
        line.plain, '({{ pattern.label }})', concat(chr(1), '\1', chr(2)), 'g'
    ) as marked
from {{ ref('personal_line') }} as line
where regexp_matches(replace(line.plain, ' ', ''), '{{ pattern.clue }}')
