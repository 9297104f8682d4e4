{{ config(materialized='ephemeral') }}

with

clued as (

    -- the clue comes first, then the text is normalised, once for all titles
    select
        document_id,
        line_no,
        {{ normalise_text('text') }} as text
    from {{ ref('stg_line') }} as line
    semi join {{ ref('performance_form') }} as form on contains(line.text, left(form.clue, 1))

),

titled as (

    -- where the performance forms of a document can begin: at a title, or at a row 项目名称
    select
        document_id,
        min(line_no) as first_line_no
    from (
        select
            clued.document_id,
            clued.line_no
        from clued
        semi join (
            select known.text
            from (select distinct text from clued) as known
            inner join {{ ref('performance_form') }} as form
                on {{ is_performance_title('known.text', 'form') }}
        ) as title using (text)
        union all
        select
            document_id,
            line_no
        from {{ ref('stg_line') }}
        where
            contains(text, '项目')
            and contains(text, chr(9))
            and starts_with({{ normalise_text('split_part(text, chr(9), 1)') }}, '项目名称')
    ) as beginning
    group by document_id

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

),

normalised as (

    -- each text once, however often it is printed
    {{ each_once('split', 'printed_text', normalise_text('printed_text'), 'normalised_text') }}

),

read as (

    select
        printed_text,
        {{ readable_text('printed_text') }} as text,
        {{ normalised_label_key('normalised_text') }} as key
    from normalised
    where
        not {{ is_normalised_placeholder('normalised_text') }}
        and not {{ is_normalised_watermark('normalised_text') }}

)

select
    split.document_id,
    split.line_no,
    split.column_no,
    split.column_count,
    split.printed_text,
    read.text,
    read.key
from split
inner join read using (printed_text)
