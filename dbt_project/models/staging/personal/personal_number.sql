{{ config(materialized='ephemeral') }}

with

figure as (

    -- a code in its column is none, whatever it looks like
    select distinct
        document_id,
        line_no,
        trim({{ as_matched('cell') }}) as text
    from {{ source('raw', 'cell') }} as cell
    where
        role = 'body'
        and regexp_matches(header_path, '{{ code_pattern() }}')
        and regexp_full_match({{ as_matched('cell') }}, '[\d０-９ ]{16,20}')

),

found as (

    -- what shows by its form what it is
    select
        document_id,
        line_no,
        plain,
        'identity_card' as kind,
        unnest(regexp_extract_all(plain, '{{ alone(identity_card_pattern()) }}', 1)) as text
    from {{ ref('personal_line') }}
    where regexp_matches(plain, '{{ identity_card_pattern() }}')
    union all
    select
        document_id,
        line_no,
        plain,
        'bank_account' as kind,
        unnest(regexp_extract_all(plain, '{{ alone(bank_card_pattern()) }}', 1)) as text
    from {{ ref('personal_line') }}
    where regexp_matches(plain, '{{ bank_card_pattern() }}')

)

select
    found.document_id,
    found.line_no,
    found.kind,
    found.text
from found
left join figure
    on
        found.document_id = figure.document_id
        and found.line_no = figure.line_no
        and found.text = figure.text
where
    figure.text is null
    and not regexp_matches(
        found.plain,
        concat('(?:{{ code_pattern() }})[:\s]*', regexp_escape(found.text))
    )
union
select
    document_id,
    line_no,
    'email_address' as kind,
    unnest(regexp_extract_all(plain, '{{ email_pattern() }}')) as text
from {{ ref('personal_line') }}
where contains(plain, '@')
