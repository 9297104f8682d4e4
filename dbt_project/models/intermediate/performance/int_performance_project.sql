{{ config(materialized='ephemeral') }}

-- the lines of 表12 and 表13, each project once
select
    line.document_id,
    line.project_key,
    any_value({{ normalise_text('line.printed_label') }}) as name,
    any_value({{ project_name_key('line.printed_label') }}) as name_key,
    any_value(
        {{ project_name_stem(
            project_name_key('line.printed_label'), project_name_key('document.unit_name')
        ) }}
    ) as stem,
    {{ sum_yuan("line.statement_code = 'project_current'") }} as current_yuan,
    {{ sum_yuan("line.statement_code = 'project_carryover'") }} as carryover_yuan
from {{ ref('int_keyed_amount') }} as line
inner join {{ ref('int_document') }} as document using (document_id)
where
    line.statement_code in ('project_current', 'project_carryover')
    and line.is_leaf
    and line.project_key > 0
group by line.document_id, line.project_key
