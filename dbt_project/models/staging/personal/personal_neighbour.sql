{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('signature_label') }}, {{ ref('surname') }}, {{ ref('division') }}
{%- set han = '\\x{3400}-\\x{9fff}' -%}
{%- set pattern = personal_patterns() -%}
{%- set number = '(?:' ~ [
    telephone_pattern(), identity_card_pattern(), bank_card_pattern(), email_pattern()
] | map('trim') | join('|') ~ ')' -%}
{%- set label = [
    pattern.identity, pattern.account, pattern.contact, '电话', '手机号?码?', '联系方式'
] | join('|') -%}
{#- 李某, 男, 身份证号 … -#}
{%- set reached -%}
(?:^|[^{{ han }}]|[由为与向对及和]|{{ pattern.lead }})({{ pattern.person }})(?:[,，、 ]*[男女])?[\s:(,，、|]*(?:(?:{{ label }})[\s:]*)?{{ number }}
{%- endset -%}
{%- set signs -%}
(?:^|[^{{ han }}])(?:{{ pattern.verb }})[\s|]+({{ pattern.person }})(?:[^{{ han }}]|$)
{%- endset %}

-- whoever is named right before a number is reached by it; who stands behind 经办 or 审核 signs
select
    document_id,
    line_no,
    unnest(regexp_extract_all(plain, '{{ reached }}', 1)) as text
from {{ ref('personal_line') }}
where regexp_matches(plain, '{{ number }}')
union
select
    document_id,
    line_no,
    -- a blank may end one and begin the next
    unnest(
        regexp_extract_all(regexp_replace(plain, '\s', '  ', 'g'), '{{ signs }}', 1)
    ) as text
from {{ ref('personal_line') }}
where regexp_matches(plain, '{{ pattern.verb }}')
