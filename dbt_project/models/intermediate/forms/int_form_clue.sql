{{ config(materialized='ephemeral') }}

with

shown as (

    select
        document_id,
        grid_no,
        'title' as source,
        {{ normalise_title("string_agg(text, '' order by column_no)") }} as text
    from {{ ref('stg_cell') }}
    where role = 'title'
    group by document_id, grid_no

)

-- One row per table, form and source: how much the words of the title speak for the form.
select
    shown.document_id,
    shown.grid_no,
    form.form_code,
    shown.source,
    sum(clue.weight) as weight
from shown
inner join {{ ref('form_clue') }} as clue
    on shown.source = clue.source and {{ matches('shown.text', 'clue') }}
inner join {{ ref('form') }} as form on clue.form_code in (form.form_code, '*')
where shown.text != ''
group by all
