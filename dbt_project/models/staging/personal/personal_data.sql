{{ config(schema='raw', materialized='incremental') }}

-- depends_on: {{ ref('signature_label') }}, {{ ref('surname') }}
{%- set pattern = personal_patterns() %}

with

known as (

    -- names that nothing but a person bears; two in one without a sign between them are two
    select distinct
        document_id,
        unnest(
            if(
                length(text) = 6 and regexp_full_match(right(text, 3), '{{ pattern.person }}'),
                [left(text, 3), right(text, 3)],
                [text]
            )
        ) as text
    from {{ ref('personal_found') }}
    where
        kind = 'name'
        and (
            regexp_full_match(text, '{{ pattern.person }}')
            or regexp_full_match(text, '(?:{{ pattern.person }}){2}')
        )
        and not regexp_matches(text, '{{ pattern.body }}')

),

elsewhere as (

    -- a known name on any other line of the document; one of two characters stands alone there,
    -- or it is part of a word
    select
        document_id,
        line.line_no,
        known.text
    from {{ ref('personal_line') }} as line
    inner join known using (document_id)
    where
        contains(line.plain, known.text)
        and case
            when length(known.text) > 2 then true
            else
                regexp_matches(
                    line.plain,
                    concat('(?:^|[^\x{3400}-\x{9fff}])', known.text, '(?:$|[^\x{3400}-\x{9fff}])')
                )
        end

),

placed as (

    select
        document_id,
        line_no,
        kind,
        text
    from {{ ref('personal_found') }}
    where text != ''
    union
    select
        document_id,
        line_no,
        'name' as kind,
        text
    from elsewhere

)

select distinct
    document_id,
    line_no,
    placed.kind,
    -- as the line prints it
    substr(line.text, position(placed.text in line.plain)::integer, length(placed.text)) as text
from placed
inner join {{ ref('personal_line') }} as line using (document_id, line_no)
where contains(line.plain, placed.text)
