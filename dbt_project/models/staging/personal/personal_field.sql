{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('signature_label') }}, {{ ref('surname') }}, {{ ref('division') }}
{%- set pattern = personal_patterns() %}

{#- behind a label: blanks, colons, markup, a remark on how to sign, a bracket, 为 -#}
{%- set delimiter -%}
^(?:[\s:*#_|)]|<[^<>]{1,80}>|\((?:签字|签名|签章|盖章|手签|公章|本人|或盖章|签字或盖章|电话|手机|姓名)\))*\(?(?:为|系)?
{%- endset %}

with

piece as (

    -- a label with all that stands between it and the next one
    select
        document_id,
        line_no,
        piece_no,
        piece_count,
        replace(split_part(piece, chr(2), 1), ' ', '') as label,
        -- the blanks behind a label are no part of it
        concat(
            regexp_extract(split_part(piece, chr(2), 1), ' *$'), split_part(piece, chr(2), 2)
        ) as rest
    from (
        select
            document_id,
            line_no,
            unnest(string_split(marked, chr(1))[2:]) as piece,
            generate_subscripts(string_split(marked, chr(1))[2:], 1) as piece_no,
            length(string_split(marked, chr(1))) - 1 as piece_count
        from {{ ref('personal_labelled_line') }}
    ) as split

),

delimited as (

    select
        * exclude (rest),
        regexp_extract(rest, '{{ delimiter }}') as delimiter,
        string_split(substr(rest, length(regexp_extract(rest, '{{ delimiter }}')) + 1), chr(9))
            as fields
    from piece

)

-- the rest of the label's own cell or, where that is empty, the next cell; the one behind it
-- can hold a second name or the number
select
    document_id,
    line_no,
    label,
    delimiter,
    piece_count,
    {{ label_kind('label', pattern) }} as kind,
    contains(concat(label, delimiter), ':') as has_colon,
    contains(delimiter, chr(9)) as is_next_cell,
    -- without what stands behind a label that is none of ours: 张某 职务:主任
    regexp_replace(fields[1], '[^\s、,，;；/()]{1,10}:.*$', '') as value,
    trim(coalesce(fields[2], '')) as second
from delimited
