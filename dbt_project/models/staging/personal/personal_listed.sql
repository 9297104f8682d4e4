{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('signature_label') }}, {{ ref('surname') }}, {{ ref('division') }}
{%- set han = '[\\x{3400}-\\x{9fff}]' -%}
{%- set pattern = personal_patterns() %}

with

listed as (

    -- lists of people: a column of names or numbers under its label
    select
        cell.document_id,
        cell.grid_no,
        cell.column_no,
        cell.line_no,
        {{ one_width(as_matched('cell')) }} as text,
        {{ label_kind('leaf.label', pattern) }} as kind
    from {{ source('raw', 'cell') }} as cell
    inner join (
        select
            header_path,
            {{ once('label') }} as label
        from (
            select
                header_path,
                {{ one_width("replace(split_part(header_path, ' / ', -1), ' ', '')") }} as label
            from (select distinct header_path from {{ source('raw', 'cell') }}) as header
        ) as header
        group by header_path
    ) as leaf
        on cell.header_path = leaf.header_path
    where cell.role = 'body' and regexp_full_match(leaf.label, '{{ pattern.label }}')

)

select
    listed.document_id,
    listed.line_no,
    {{ found_kind('listed.kind') }} as kind,
    listed.text
from listed
where
    case
        when listed.kind not in ('name', 'role')
            then {{ is_number_of('listed.text', 'listed.kind') }}
        else
            regexp_full_match(replace(listed.text, ' ', ''), '{{ han }}{2,4}')
            and not regexp_matches(listed.text, '{{ pattern.other }}')
            and not {{ is_nobody('listed.text', pattern) }}
    end
qualify
    listed.kind not in ('name', 'role')
    -- most of the column looks like names, or the label is that of another table
    or avg(
        (
            regexp_full_match(replace(listed.text, ' ', ''), '{{ pattern.person }}')
            and not {{ is_nobody('listed.text', pattern) }}
        )::integer
    ) over (partition by listed.document_id, listed.grid_no, listed.column_no) > 0.5
