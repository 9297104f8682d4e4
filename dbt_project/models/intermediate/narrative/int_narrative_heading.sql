{{ config(materialized='ephemeral') }}

with

heading as (

    -- 一、 and 第X部分 open a section of their own; (一), 1、 and unnumbered ones refine the one above
    select
        *,
        regexp_matches(text, '^第[一二三四五六七八九十]+部分') as is_part,
        regexp_matches(text, '^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、)') as is_top
    from (
        select
            * replace (
                -- (一)收入决算情况。
                if(
                    regexp_full_match(
                        text,
                        '(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))[^。,;:\d无未没]*(?:情况|说明)。'
                    ),
                    rtrim(text, '。'),
                    text
                ) as text
            ),
            lag(text) over document_in_order as text_before,
            lag(line_no) over document_in_order as line_no_before
        from {{ ref('int_narrative_prose') }}
        window document_in_order as (partition by document_id order by line_no)
    ) as prose
    where
        length(text) <= 45
        and not regexp_matches(text, '\d[^、.:]*元|%|。|[,;]$')
        and (
            is_marked
            or is_title
            or regexp_matches(
                text, '^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、)|^附件'
            )
            -- a numbered item is a paragraph, unless it only names what follows
            or regexp_matches(
                text,
                '^(?:\([一二三四五六七八九十]+\)|\d{1,2}[、.]).*(?:情况|说明|信息|安排|变化|收入|支出|经费)'
                || '(?:的?(?:情况)?说明)?:?$'
            )
            -- and so is the middle of a sentence that a line breaks
            or regexp_matches(text, '(?:情况|说明):?$')
            and not (
                line_no_before = line_no - 1
                and length(text_before) >= 15
                and not regexp_matches(text_before, '[。;:!?]$')
            )
        )

)

select
    heading.document_id,
    heading.line_no,
    heading.is_part,
    heading.is_top,
    section.section_code,
    coalesce(section.is_after_attachments, false) and heading.is_top as is_after_attachments
from heading
left join (
    -- each text once: headings are alike
    select
        known.text,
        section.section_code,
        section.is_after_attachments
    from (select distinct text from heading) as known
    inner join {{ ref('narrative_section') }} as section
        on regexp_matches(known.text, section.pattern)
    qualify row_number() over (partition by known.text order by section.precedence) = 1
) as section using (text)
