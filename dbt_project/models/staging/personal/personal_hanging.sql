{{ config(materialized='ephemeral') }}

-- depends_on: {{ ref('signature_label') }}, {{ ref('surname') }}, {{ ref('division') }}
{%- set pattern = personal_patterns() %}

with

hanging as (

    -- labels whose value stands below them
    select
        cell.document_id,
        cell.next_line_no,
        cell.column_no,
        {{ label_kind("regexp_extract(replace(cell.text, ' ', ''), '^[^:(]*')", pattern) }} as kind
    from {{ ref('personal_cell') }} as cell
    semi join {{ ref('personal_labelled_line') }} using (document_id, line_no)
    where
        regexp_full_match(
            cell.text, '{{ pattern.label }}(?:\((?:签字|签名|签章|盖章|公章)\))?:?'
        )

)

select
    cell.document_id,
    cell.line_no,
    {{ found_kind('hanging.kind') }} as kind,
    cell.text
from {{ ref('personal_cell') }} as cell
inner join hanging
    on
        cell.document_id = hanging.document_id
        and cell.line_no = hanging.next_line_no
        and cell.column_no = hanging.column_no
where
    case
        when hanging.kind not in ('name', 'role')
            then {{ is_number_of('cell.text', 'hanging.kind') }}
        else
            regexp_full_match(
                replace(cell.text, ' ', ''), '{{ pattern.person }}'
            )
            and not regexp_matches(cell.text, '{{ pattern.other }}')
            and not regexp_matches(cell.text, '{{ pattern.body }}')
            and not {{ is_nobody('cell.text', pattern) }}
    end
