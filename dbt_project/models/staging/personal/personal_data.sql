{{ config(schema='raw', materialized='incremental') }}

-- depends_on: {{ ref('signature_label') }}, {{ ref('surname') }}, {{ ref('division') }}
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
        ) as text,
        length(text) = 2 as is_alone
    from {{ ref('personal_found') }}
    where
        kind = 'name'
        and (
            regexp_full_match(text, '{{ pattern.person }}')
            or regexp_full_match(text, '(?:{{ pattern.person }}){2}')
        )
        and not regexp_matches(text, '{{ pattern.body }}')
    union all
    -- what stood where a name belongs and looks like none (阿依古丽) is one where it stands alone
    select distinct
        document_id,
        text,
        true as is_alone
    from {{ ref('personal_found') }}
    where
        kind = 'name'
        and regexp_full_match(text, '[\x{3400}-\x{9fff}]{3,}')
        and not regexp_full_match(text, '(?:{{ pattern.person }}){1,2}')

),

elsewhere as (

    -- a known name on any other line of the document; one that may be part of a word stands alone
    -- there
    select
        document_id,
        line.line_no,
        known.text
    from {{ ref('personal_line') }} as line
    inner join known using (document_id)
    where
        contains(line.plain, known.text)
        and (
            not known.is_alone
            or regexp_matches(
                line.plain,
                concat('(?:^|[^\x{3400}-\x{9fff}])', known.text, '(?:$|[^\x{3400}-\x{9fff}])')
            )
        )

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
    substr(line.text, position(placed.text in line.plain)::integer, length(placed.text)) as text,
    placed.kind != 'name'
    or regexp_full_match(placed.text, '(?:{{ pattern.person }}){1,2}') as is_certain
from placed
inner join {{ ref('personal_line') }} as line using (document_id, line_no)
where contains(line.plain, placed.text)
