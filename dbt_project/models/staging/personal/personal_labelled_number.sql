{{ config(materialized='ephemeral') }}
{%- set number = labelled_telephone_pattern() %}

-- behind the label of a telephone any number of seven digits or more
select
    document_id,
    line_no,
    unnest(
        case
            when regexp_full_match(run, '{{ number }}(?:[ ,/-]+{{ number }})*')
                then regexp_extract_all(run, '{{ number }}')
            when regexp_matches(run, '[.,%]') then []
            when length(regexp_replace(run, '\D', '', 'g')) between 7 and 16 then [run]
            else []
        end
    ) as text
from (
    select
        document_id,
        line_no,
        unnest(
            list_transform(
                regexp_extract_all(value, '\(?\d[\d.,%() -]*'),
                lambda part: regexp_replace(rtrim(part, ' .,(-'), '^([^(]*)\)$', '\1')
            )
        ) as run
    from {{ ref('personal_field') }}
    where is_telephone
) as run
