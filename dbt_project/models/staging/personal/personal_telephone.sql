{{ config(materialized='ephemeral') }}
{%- set number = telephone_pattern() %}

with

word as (

    -- any other number that has the form of a telephone number
    select
        document_id,
        line_no,
        plain,
        ltrim(
            unnest(
                list_distinct(
                    list_concat(
                        regexp_extract_all(plain, '[0-9A-Za-z.,%¥￥(+][0-9A-Za-z.,%¥￥()+ -]*'),
                        regexp_extract_all(plain, '[0-9A-Za-z.,%¥￥()+-]+')
                    )
                )
            ),
            ',.'
        ) as word
    from {{ ref('personal_line') }}
    where regexp_matches(plain, '{{ number }}')

),

figure as (

    -- an amount or a code in its column is none, whatever it looks like
    select distinct
        document_id,
        line_no,
        trim({{ as_matched('cell') }}) as text
    from {{ source('raw', 'cell') }} as cell
    where
        role = 'body'
        and header_path != ''
        and (column_kind = 'measure' or regexp_matches(header_path, '{{ code_pattern() }}'))
        and regexp_full_match({{ as_matched('cell') }}, '[\d０-９ ]{11,13}')

)

select distinct
    word.document_id,
    word.line_no,
    unnest(regexp_extract_all(word.word, '{{ number }}')) as text
from word
left join figure
    on
        word.document_id = figure.document_id
        and word.line_no = figure.line_no
        and trim(word.word) = figure.text
where
    figure.text is null
    and regexp_full_match(
        word.word, '\(?{{ number }}(?:[ ,/]+{{ number }})*[., ()-]*'
    )
    and not regexp_matches(
        word.plain,
        concat(
            '(?:编 *码|代 *码|编 *号|账 *号|证 *号)[:\s]*',
            regexp_escape(trim(word.word)),
            '|',
            regexp_escape(trim(word.word)),
            ' *(?:元|万|亿|人|户|个|亩|吨|平方)'
        )
    )
