{{ config(materialized='ephemeral') }}
-- depends_on: {{ ref('signature_label') }}, {{ ref('surname') }}, {{ ref('division') }}
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
    kind
from {{ ref('personal_labelled_number') }}
union
select
    document_id,
    line_no,
    text,
    kind
from {{ ref('personal_number') }}
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
    kind
from {{ ref('personal_hanging') }}
union
select
    document_id,
    line_no,
    text,
    kind
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
where {{ is_somebody('text', pattern) }}
