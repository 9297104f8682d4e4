{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('signature_label') }}, {{ ref('surname') }}, {{ ref('division') }}
{%- set han = '[\\x{3400}-\\x{9fff}]' -%}
{%- set pattern = personal_patterns() %}

with

token as (

    select
        *,
        trim(
            regexp_extract(
                value,
                concat(
                    '^(?:{{ han }} {1,4}{{ han }}(?: {1,4}{{ han }})?(?: |$)',
                    '|{{ han }}+(?:[·•]{{ han }}+)+|[A-Z][a-z]+(?: [A-Z][a-z]+){0,3}',
                    '|[^\s、,，;；。/()\d<>*|\[]+)'
                )
            )
        ) as first_name
    from {{ ref('personal_field') }}

),

heading as (

    -- rows that head a table: what stands beside a label there is another label
    select distinct
        document_id,
        line_no
    from {{ source('raw', 'cell') }}
    where role = 'header'

),

named as (

    -- a colon says that a name follows; else it has to look like one
    select
        document_id,
        line_no,
        token.first_name,
        token.value,
        token.second,
        -- 财务科李某某, 李某某局长: the name without the office or the post that it is printed with
        regexp_extract(
            replace(token.first_name, ' ', ''),
            '^(?:{{ pattern.nobody }})({{ pattern.person }})$',
            1
        ) as behind_office,
        regexp_extract(
            replace(token.first_name, ' ', ''),
            '^({{ pattern.person }})(?:{{ pattern.post }})$',
            1
        ) as before_post,
        {{ is_nobody('token.first_name', pattern) }} as is_nobody
    from token
    left join heading using (document_id, line_no)
    where
        not regexp_matches(token.first_name, '{{ pattern.other }}')
        and case
            when token.kind not in ('name', 'telephone')
                then
                    {{ is_somebody("replace(token.first_name, ' ', '')", pattern) }}
                    and (
                        token.delimiter != ''
                        or regexp_full_match(
                            substr(token.value, length(token.first_name) + 1), '(?:[,，、(].*)?'
                        )
                    )
            when token.has_colon or (token.is_next_cell and heading.line_no is null)
                then
                    regexp_full_match(
                        replace(token.first_name, ' ', ''), '[\x{3400}-\x{9fff}·•*×Xx某○]{2,4}'
                    )
                    or regexp_full_match(token.first_name, '[A-Z][a-z]+(?: [A-Z][a-z]+){0,3}')
                    or regexp_full_match(token.first_name, '{{ han }}+(?:[·•]{{ han }}+)+')
                    or regexp_full_match(token.first_name, '(?:{{ pattern.person }}){1,4}')
                    or regexp_full_match(
                        replace(token.first_name, ' ', ''),
                        '(?:{{ pattern.nobody }})(?:{{ pattern.person }})?'
                        || '|{{ pattern.person }}(?:{{ pattern.post }})'
                    )
            when
                token.delimiter != ''
                or (
                    token.piece_count > 1
                    and regexp_full_match(
                        substr(token.value, length(token.first_name) + 1), '(?:[,，、(].*)?'
                    )
                )
                then
                    regexp_full_match(
                        replace(token.first_name, ' ', ''), '{{ pattern.person }}'
                    )
            -- nothing but the name behind the label
            else token.value = token.first_name and {{ is_somebody('token.first_name', pattern) }}
        end

),

candidate as (

    select
        document_id,
        line_no,
        case
            when is_nobody then ''
            when regexp_full_match(first_name, '{{ pattern.person }}') then first_name
            when behind_office != '' then behind_office
            when before_post != '' then before_post
            else first_name
        end as text
    from named
    union
    select
        named.document_id,
        named.line_no,
        further.text
    from named
    cross join
        unnest(
            list_append(
                regexp_split_to_array(
                    substr(named.value, length(named.first_name) + 1), '[\s、,，;；/()和及与]+'
                ),
                named.second
            )
        ) as further (text)
    where
        regexp_full_match(further.text, '{{ pattern.person }}')
        and not regexp_matches(further.text, '{{ pattern.other }}')
        and not regexp_matches(further.text, '{{ pattern.body }}')
        and not {{ is_nobody('further.text', pattern) }}

)

select *
from candidate
where text != ''
