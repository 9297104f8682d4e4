{{ config(materialized='ephemeral') }}

with

document as (

    select
        document_id,
        min(line_no) as first_line_no
    from {{ ref('int_performance_cell') }}
    group by document_id

),

below as (

    select
        line.document_id,
        line.line_no,
        line.text
    from {{ ref('stg_line') }} as line
    inner join document
        on line.document_id = document.document_id and line.line_no >= document.first_line_no

),

normalised as (

    -- each text once, however often it is printed
    {{ each_once('below', 'text', normalise_text('text'), 'words') }}

),

line as (

    -- what is printed: without blank lines, watermarks, page numbers and rules
    select
        below.document_id,
        below.line_no,
        contains(trim(below.text, chr(9) || ' '), chr(9)) as is_row,
        normalised.words as text
    from below
    inner join normalised using (text)
    where
        not {{ is_normalised_watermark('normalised.words') }}
        and not regexp_full_match(normalised.words, '[-—–=_|.…·]*')
        and (
            contains(below.text, chr(9))
            or not regexp_full_match(normalised.words, '第\d+页.*|[-—–]*\d{1,3}[-—–]*')
        )

),

title as (

    select
        known.text,
        form.form_scope
    from (select distinct text from line) as known
    inner join {{ ref('performance_form') }} as form
        on {{ is_performance_title('known.text', 'form') }}

)

select
    line.document_id,
    line.line_no,
    form.form_scope as title_scope,
    case
        when form.form_scope is not null
            then
                regexp_replace(
                    {{ normalise_title('line.text') }},
                    '\([^()]*\)年?度?$|申报|[^\x{4e00}-\x{9fff}]',
                    '',
                    'g'
                )
    end as title_key,
    labelled.first_stage,
    labelled.last_stage,
    labelled.first_section,
    labelled.last_section,
    labelled.first_order,
    labelled.last_order,
    case when line.is_row then labelled.head_scope end as head_scope,
    form.form_scope is null
    and not line.is_row
    and labelled.line_no is null
    and (
        regexp_full_match(
            line.text, '第[一二三四五六七八九十]+部分.{0,30}|[一二三四五六七八九十]+、[^。;]{1,30}'
        )
        or regexp_full_match(line.text, '[^。;]{4,60}(?:表|报告|目录)(?:\([^()]*\))?')
    ) as is_heading,
    regexp_matches(line.text, '自评|绩效评价') as is_evaluation,
    coalesce(labelled.is_indicator_row, false) as is_indicator_row,
    coalesce(labelled.has_handler, false) as has_handler,
    coalesce(labelled.has_date, false) or regexp_matches(line.text, '填[报表]日期') as has_date,
    last(case when labelled.first_stage is not null then labelled.last_stage end ignore nulls)
        over earlier as stage_before,
    last(labelled.last_section ignore nulls) over earlier as section_before,
    last(labelled.first_section ignore nulls) over earlier as first_section_before,
    last(case when labelled.has_header then line.line_no end ignore nulls) over earlier
        as header_line_before,
    last(labelled.first_order ignore nulls) over earlier as first_order_before,
    last(labelled.last_order ignore nulls) over earlier as last_order_before,
    last(case when labelled.last_section is not null then line.line_no end ignore nulls)
        over earlier as section_line_before,
    last(case when labelled.first_stage is not null then line.line_no end ignore nulls)
        over earlier as labelled_line_before,
    count(labelled.first_stage) over earlier as labelled_before_count,
    line.line_no > 1 + lag(line.line_no, 1, line.line_no - 1) over reading as follows_gap
from line
left join {{ ref('int_performance_label_line') }} as labelled using (document_id, line_no)
left join title as form on line.text = form.text
window
    reading as (partition by line.document_id order by line.line_no),
    earlier as (
        partition by line.document_id order by line.line_no
        rows between unbounded preceding and 1 preceding
    )
