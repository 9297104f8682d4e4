{{ config(materialized='ephemeral') }}

with

tabular as (

    select
        document_id,
        line_no,
        bool_or(role in ('body', 'header', 'ordinal', 'noise')) as is_body
    from {{ ref('stg_cell') }}
    where role != 'note'
    group by document_id, line_no

)

-- a sentence above a table may have been taken for a part of its title
select
    line.document_id,
    line.line_no,
    {{ normalise_text('line.text') }} as text,
    tabular.line_no is not null as is_title,
    regexp_matches(line.text, '^\s*(?:#|\*\*)') as is_marked
from {{ ref('stg_line') }} as line
left join tabular
    on line.document_id = tabular.document_id and line.line_no = tabular.line_no
where
    not coalesce(tabular.is_body, false)
    and {{ normalise_text('line.text') }} != ''
    and not regexp_matches(line.text, '\t\s*\d+\s*$|\.{3,}|…')
