{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('signature_label') }}, {{ ref('surname') }}
{%- set han = '[\\x{3400}-\\x{9fff}]' -%}
{%- set pattern = personal_patterns() -%}
{#- people in a name: two or more with nothing between them, or with signs -#}
{%- set people -%}
((?:{{ pattern.surname }}{{ han }}{2}){2,8}|(?:{{ pattern.person }}[、,，])+{{ pattern.surname }}{{ han }}{1,2}?)
{%- endset -%}
{%- set following -%}
(?:等?[\d一二三四五六七八九十两]{0,3}人)?(?:同志)?(?:{{ pattern.pay }})
{%- endset %}

-- a project or a row that is called after the people whom it pays
select
    document_id,
    line_no,
    regexp_extract(
        text,
        '{{ people }}{{ following }}',
        1
    ) as text
from {{ ref('personal_cell') }}
where length(text) between 6 and 60 and regexp_matches(text, '{{ pattern.pay }}')
