{{ config(materialized='ephemeral') }}

with

line as (

    -- a title is short, stands alone on its line and holds no sentence
    select
        document_id,
        line_no,
        trim({{ plain_text('text') }}, '# ') as title
    from {{ ref('stg_line') }}
    where
        length(text) between 4 and 80
        and not contains(trim(text, chr(9)), chr(9))
        and not regexp_matches(text, '[，。；;]')

),

title as (

    select distinct
        title,
        translate({{ normalise_title('title') }}, '（）：', '():') as title_text
    from line

),

named as (

    select
        title.title,
        term.attribute as kind
    from title
    inner join {{ ref('evaluation_term') }} as term
        on term.scope = 'title' and {{ matches('title.title_text', 'term') }}
    qualify row_number() over (partition by title.title order by term.precedence) = 1

)

-- where a report or anything else begins: it ends what stands above it
select
    line.document_id,
    line.line_no,
    line.title,
    named.kind
from line
inner join named using (title)
union all
select
    document_id,
    first_line_no as line_no,
    title,
    'other' as kind
from {{ ref('int_grid') }}
where form_code is not null
