{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('signature_label') }}, {{ ref('surname') }}, {{ ref('division') }}
{%- set han = '[\\x{3400}-\\x{9fff}]' -%}
{%- set pattern = personal_patterns() -%}
{#- people in a name: two or more with nothing between them, or with signs -#}
{%- set people -%}
((?:{{ pattern.surname }}{{ han }}{2}){2,8}|(?:{{ pattern.person }}[、,，])+{{ pattern.surname }}{{ han }}{1,2}?)
{%- endset -%}
{#- one alone, before what it is paid for, or behind it -#}
{%- set alone_before -%}
(?:^|[^\x{3400}-\x{9fff}]|{{ pattern.lead }})({{ pattern.person }})(?:\([^()]{0,20}\))?(?:{{ pattern.beside }}| )*(?:等?[\d一二三四五六七八九十两]{0,3}人)?
{%- endset -%}
{%- set alone_behind -%}
(?:{{ pattern.pay }})(?:费|金|款|补助|补贴)*[\s(:、-]+(?:{{ pattern.lead }})?({{ pattern.person }})(?:同志)?(?:\)|$)
{%- endset -%}
{%- set following -%}
(?:等?[\d一二三四五六七八九十两]{0,3}人)?(?:同志)?(?:{{ pattern.pay }})
{%- endset %}

with

paid as (

    select
        document_id,
        line_no,
        text
    from {{ ref('personal_cell') }}
    where length(text) between 4 and 200 and regexp_matches(text, '{{ pattern.pay }}')

)

-- a project or a row that is called after the people whom it pays
select
    document_id,
    line_no,
    regexp_extract(
        text,
        '{{ people }}{{ following }}',
        1
    ) as text
from paid
where length(text) <= 60 and not regexp_matches(text, '[。；;]|及时')
union
select
    document_id,
    line_no,
    text
from (
    select
        document_id,
        line_no,
        unnest(
            list_concat(
                -- a sentence speaks of pay more often than of the paid
                if(
                    regexp_matches(text, '[，。；,;]'),
                    regexp_extract_all(text, '{{ alone_before }}(?:{{ pattern.loss }})', 1),
                    regexp_extract_all(text, '{{ alone_before }}(?:{{ pattern.pay }})', 1)
                ),
                regexp_extract_all(text, '{{ alone_behind }}', 1)
            )
        ) as text
    from paid
) as alone
where {{ is_somebody('text', pattern) }}
