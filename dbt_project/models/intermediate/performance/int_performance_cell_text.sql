{{ config(materialized='ephemeral') }}

with

titled as (

    -- where the performance forms of a document can begin: at a title, or at a row 项目名称
    select
        line.document_id,
        min(line.line_no) as first_line_no
    from {{ ref('stg_line') }} as line
    inner join {{ ref('performance_form') }} as form
        on
            contains(line.text, left(form.clue, 1))
            or (contains(line.text, '项目名称') and contains(line.text, chr(9)))
    where
        {{ is_performance_title(normalise_text('line.text'), 'form') }}
        or (
            contains(line.text, chr(9))
            and starts_with({{ normalise_text('split_part(line.text, chr(9), 1)') }}, '项目名称')
        )
    group by line.document_id

),

line as (

    select
        line.document_id,
        line.line_no,
        string_split(line.text, chr(9)) as texts
    from {{ ref('stg_line') }} as line
    inner join titled
        on line.document_id = titled.document_id and line.line_no >= titled.first_line_no

),

split as (

    select
        document_id,
        line_no,
        length(texts) as column_count,
        unnest(texts) as printed_text,
        generate_subscripts(texts, 1) as column_no
    from line

)

select
    document_id,
    line_no,
    column_no,
    column_count,
    printed_text,
    {{ readable_text('printed_text') }} as text,
    {{ label_key('printed_text') }} as key
from split
where
    not {{ is_placeholder('printed_text') }}
    and not {{ is_watermark('printed_text') }}
