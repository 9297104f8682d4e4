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

),

line as (

    -- a sentence above a table may have been taken for a part of its title
    select
        line.document_id,
        line.line_no,
        line.text,
        tabular.line_no is not null as is_title,
        regexp_matches(line.text, '^\s*(?:#|\*\*)') as is_marked
    from {{ ref('stg_line') }} as line
    left join tabular
        on line.document_id = tabular.document_id and line.line_no = tabular.line_no
    where
        not coalesce(tabular.is_body, false)
        -- contents and field codes
        and not regexp_matches(line.text, '\t\s*\d+\s*$|\.{3,}|…|PAGEREF|_Toc\d')

),

worded as (

    -- a，b 万元 are two amounts, 1,234 is one: the full-width comma separates
    {%- set apart = "regexp_replace(text, '(\\d)\\s*，\\s*(\\d)', '\\1、\\2', 'g')" %}
    {{ each_once('line', 'text', normalise_text(apart), 'words') }}

)

select
    line.document_id,
    line.line_no,
    worded.words as text,
    line.is_title,
    line.is_marked
from line
inner join worded using (text)
where
    worded.words != ''
    -- page numbers
    and not regexp_full_match(worded.words, '[-—–─]*第?\d{1,3}页?(?:[/,]?共?\d{1,3}页?)?[-—–─]*')
