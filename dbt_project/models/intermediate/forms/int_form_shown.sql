{{ config(materialized='ephemeral') }}

with

text as (

    select
        document_id,
        grid_no,
        case when role = 'body' then 'label' else role end as source,
        {{ normalise_title(
            "string_agg(concat(text, if(role = 'title', '', '|')), '' order by row_no, column_no)"
        ) }} as text
    from {{ ref('stg_cell') }}
    where role in ('title', 'header') or role = 'body' and column_kind = 'label'
    group by document_id, grid_no, source, role

),

code as (

    select
        document_id,
        grid_no,
        regexp_extract(
            {{ normalise_text('text') }}, '^[\[(【]?(\d{3}(?:\d\d){0,2})(?:[^\d.,]|$)', 1
        ) as code
    from {{ ref('stg_cell') }}
    where role = 'body' and column_kind = 'label'

),

kind as (

    select
        document_id,
        grid_no,
        case
            when regexp_matches(code, '^2') then 'functional'
            when regexp_matches(code, '^(?:3[0-39]|5[01])') then 'economic'
            when regexp_matches(code, '^1') then 'revenue'
        end as kind
    from code

)

-- One row per table and source of evidence: the words that it shows there.
select
    document_id,
    grid_no,
    source,
    text
from text
where text != ''
union all
-- the kind that most of its codes are of
select
    document_id,
    grid_no,
    'code' as source,
    kind as text
from kind
where kind is not null
group by document_id, grid_no, kind
qualify 2 * count(*) > sum(count(*)) over (partition by document_id, grid_no)
