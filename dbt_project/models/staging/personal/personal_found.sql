{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('signature_label') }}, {{ ref('surname') }}
{%- set pattern = personal_patterns() %}

select
    document_id,
    line_no,
    text,
    'name' as kind
from {{ ref('personal_signatory') }}
union
select
    document_id,
    line_no,
    text,
    'telephone' as kind
from {{ ref('personal_labelled_number') }}
union
select
    document_id,
    line_no,
    text,
    'telephone' as kind
from {{ ref('personal_telephone') }}
union
select
    document_id,
    line_no,
    text,
    if(regexp_matches(text, '\d{3}'), 'telephone', 'name') as kind
from {{ ref('personal_hanging') }}
union
select
    document_id,
    line_no,
    text,
    if(regexp_matches(text, '\d{3}'), 'telephone', 'name') as kind
from {{ ref('personal_listed') }}
union
select
    document_id,
    line_no,
    text,
    'name' as kind
from {{ ref('personal_beneficiary') }}
union
select
    document_id,
    line_no,
    text,
    'name' as kind
from {{ ref('personal_neighbour') }}
where
    not regexp_matches(text, '{{ pattern.other }}')
    and not regexp_matches(text, '{{ pattern.body }}')
    and not {{ is_nobody('text', pattern) }}
