{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('signature_label') }}, {{ ref('surname') }}
{%- set pattern = personal_patterns() %}
{%- set number = telephone_pattern() %}

-- whoever is named right before a number is reached by it
select
    document_id,
    line_no,
    unnest(
        regexp_extract_all(
            plain,
            '(?:^|[^\x{3400}-\x{9fff}])({{ pattern.person }})[\s:(,，、|]*{{ number }}',
            1
        )
    ) as text
from {{ ref('personal_line') }}
where regexp_matches(plain, '{{ number }}')
