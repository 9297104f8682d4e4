{#- what may stand between the figures and their reason: the rest of a list, an empty phrase -#}
{%- set between = '(?:(?:、|,|和|及|与)[0-9.,]+(?:[亿百千万]{0,2}元|%)?)*(?:个百分点)?\\)?'
    ~ '(?:[,。]零增长)?[,。;:]?' -%}
{#- reasons that are numbered go on behind a semicolon -#}
{%- set numbered = '(?:一是|1[.、]|\\(1\\)|①|\\(一\\))' -%}
{%- set marks = '“”"\'\'‘’《》「」' -%}
with

followed as (

    select
        change.document_id,
        change.figure_no,
        change.paragraph_no,
        paragraph.section_code,
        substr(paragraph.text, change.end_position + 1) as rest,
        regexp_extract(
            rest, '^{{ between }}({{ reason_lead_pattern() }}.*)$', 1
        ) as reasoned
    from {{ ref('int_narrative_stated_change') }} as change
    inner join {{ ref('int_narrative_paragraph') }} as paragraph
        on
            change.document_id = paragraph.document_id
            and change.paragraph_no = paragraph.paragraph_no

),

given as (

    -- 主要原因是: may end a line
    select
        followed.document_id,
        followed.figure_no,
        if(next_to.text is null, followed.paragraph_no, next_to.paragraph_no) as paragraph_no,
        coalesce(
            next_to.text,
            regexp_replace(followed.reasoned, '^{{ reason_lead_pattern() }}', '')
        ) as words,
        -- 主要因公出国 …: the sign belongs to the name
        if(starts_with(words, '公出国'), concat('因', words), words) as rest
    from followed
    left join {{ ref('int_narrative_paragraph') }} as next_to
        on
            followed.document_id = next_to.document_id
            and followed.paragraph_no + 1 = next_to.paragraph_no
            and followed.section_code = next_to.section_code
            and regexp_full_match(followed.reasoned, '{{ reason_lead_pattern() }}')
    where followed.reasoned != ''

),

reasoned as (

    select
        document_id,
        figure_no,
        paragraph_no,
        -- one whose sentence has no end may go on elsewhere
        if(
            regexp_matches(rest, '^{{ numbered }}'),
            regexp_extract(rest, '^([^。]+?)[,;]?。', 1),
            regexp_extract(rest, '^([^。;]+?),?[。;]', 1)
        ) as reason
    from given
    where reason != ''

),

printed as (

    -- the paragraph as it is printed, sign by sign
    select
        line.document_id,
        line.paragraph_no,
        string_agg(
            regexp_replace(stg_line.text, '[\s\x{a0}\x{3000}]+', '', 'g'), '' order by line.line_no
        ) as text
    from (
        select
            paragraph.document_id,
            paragraph.paragraph_no,
            unnest(paragraph.line_nos) as line_no
        from {{ ref('int_narrative_paragraph') }} as paragraph
        semi join reasoned
            on
                paragraph.document_id = reasoned.document_id
                and paragraph.paragraph_no = reasoned.paragraph_no
    ) as line
    inner join {{ ref('stg_line') }} as stg_line
        on line.document_id = stg_line.document_id and line.line_no = stg_line.line_no
    group by line.document_id, line.paragraph_no

),

sign as (

    select
        *,
        sum(length(plain)) over (
            partition by document_id, paragraph_no order by position
        ) as end_position
    from (
        select
            document_id,
            paragraph_no,
            unnest(string_split(text, '')) as shown,
            generate_subscripts(string_split(text, ''), 1) as position,
            translate({{ normalise_text('shown') }}, '{{ marks }}', '') as plain
        from printed
    ) as split

),

worded as (

    select
        document_id,
        paragraph_no,
        string_agg(plain, '' order by position) as text
    from sign
    group by document_id, paragraph_no

),

placed as (

    -- a comma between figures is read as 、
    select
        reasoned.*,
        instr(translate(worded.text, '、，', ',,'), translate(reasoned.reason, '、，', ',,'))
            as start_position
    from reasoned
    inner join worded
        on
            reasoned.document_id = worded.document_id
            and reasoned.paragraph_no = worded.paragraph_no

),

cut as (

    select
        placed.document_id,
        placed.figure_no,
        string_agg(sign.shown, '' order by sign.position) as reason
    from placed
    inner join sign
        on
            placed.document_id = sign.document_id
            and placed.paragraph_no = sign.paragraph_no
            and placed.start_position > 0
            and sign.end_position between placed.start_position
            and placed.start_position + length(placed.reason) - 1
    group by placed.document_id, placed.figure_no

)

select
    document_id,
    figure_no,
    translate(coalesce(cut.reason, placed.reason), '０１２３４５６７８９', '0123456789') as reason
from placed
left join cut using (document_id, figure_no)
