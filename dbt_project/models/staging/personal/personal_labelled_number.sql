{{ config(materialized='ephemeral') }}
{%- set number = labelled_telephone_pattern() %}

with

run as (

    select
        document_id,
        line_no,
        kind,
        unnest(
            list_transform(
                regexp_extract_all(value, '\(?\+?\d[\d.,%()+ -]*'),
                lambda part: regexp_replace(rtrim(part, ' .,(+-'), '^([^(]*)\)$', '\1')
            )
        ) as text
    from {{ ref('personal_field') }}
    where kind in ('telephone', 'bank_account')

)

-- behind the label of a telephone any number of seven digits or more
select
    document_id,
    line_no,
    kind,
    unnest(
        case
            when regexp_full_match(text, '{{ number }}(?:[ ,/-]+{{ number }})*')
                then regexp_extract_all(text, '{{ number }}')
            when regexp_matches(text, '[.,%]') then []
            when length(regexp_replace(text, '\D', '', 'g')) between 7 and 16 then [text]
            else []
        end
    ) as text
from run
where kind = 'telephone'
union
select
    document_id,
    line_no,
    kind,
    text
from run
where
    kind = 'bank_account'
    and regexp_full_match(text, '[\d -]+')
    and length(regexp_replace(text, '\D', '', 'g')) between 9 and 30
union
select
    document_id,
    line_no,
    kind,
    text
from (
    select
        document_id,
        line_no,
        kind,
        case kind
            when 'identity_card' then rtrim(regexp_extract(value, '^[A-Z]?\d[\d* -]+[Xx]?'), ' -')
            else regexp_extract(value, '^[0-9A-Za-z][0-9A-Za-z_-]{4,}')
        end as text
    from {{ ref('personal_field') }}
    where kind in ('identity_card', 'account_name')
) as known
where
    kind = 'account_name'
    or length(regexp_replace(text, '[- ]', '', 'g')) between 8 and 18
