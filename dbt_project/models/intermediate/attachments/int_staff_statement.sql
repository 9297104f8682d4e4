-- 编制 45 人，实有 45 人: how many posts a body has and how many of them are filled, in a sentence or in
-- a form of targets. Narrow: what is said of a part (行政编制, 其中在编) counts only where nothing is
-- said of the whole and no other part is named; two wholes that differ count as neither.
{%- set part = '行政|事业|附属|工勤|政法|专项|参公|参照|全额|差额|公务员|聘|后勤|公益|退|遗属|车|领导|内设|下属|所属|其中|其他|新增|空' %}
{%- set number = '(?:总?人?数|员额|共计|总计|合计|总数)?[为共计有:]{0,2}(\\d{1,5})[人名]' %}
{%- set established = '([^,;。、\\d]{0,12})编制' ~ number %}
{%- set actual = '([^,;。、\\d]{0,12}?)(?:实有|在[职编])(?:在[职编])?(?:人员|职工|干部职工|干部)?' ~ number %}
with

line as (

    -- a line may break within 行政附|属编制: the end of the one before is looked at, too
    select
        document_id,
        line_no,
        words,
        coalesce(
            right(lag(words) over (partition by document_id order by line_no), 30), ''
        ) as before,
        concat(before, words) as joined
    from (
        select
            document_id,
            line_no,
            -- 接待 30 人次 counts no staff
            replace({{ normalise_text('text') }}, '人次', '次') as words
        from {{ ref('stg_line') }}
    )

),

said as (

    select
        document_id,
        line_no,
        before,
        'established' as staff_kind,
        unnest(regexp_extract_all(joined, '{{ established }}', 0)) as printed_text
    from line
    where contains(joined, '编制') and regexp_matches(words, '\d')
    union all
    select
        document_id,
        line_no,
        before,
        'actual' as staff_kind,
        unnest(regexp_extract_all(joined, '{{ actual }}', 0)) as printed_text
    from line
    where regexp_matches(joined, '实有|在[职编]') and regexp_matches(words, '\d')

),

counted as (

    select
        document_id,
        staff_kind,
        if(
            staff_kind = 'established',
            regexp_matches(regexp_extract(printed_text, '{{ established }}', 1), '{{ part }}'),
            regexp_matches(regexp_extract(printed_text, '{{ actual }}', 1), '{{ part }}')
        ) as is_part,
        if(
            staff_kind = 'established',
            regexp_extract(printed_text, '{{ established }}', 2),
            regexp_extract(printed_text, '{{ actual }}', 2)
        )::integer as head_count,
        min(line_no) as line_no,
        arg_min(printed_text, line_no) as printed_text
    from said
    where not contains(before, printed_text)  -- of the line before, and perhaps cut
    group by all

),

weighed as (

    select
        *,
        count(*) filter (where not is_part) over of_kind as whole_count,
        count(*) over of_kind as all_count
    from counted
    where head_count > 0
    window of_kind as (partition by document_id, staff_kind)

)

select
    document_id,
    staff_kind,
    is_part,
    head_count,
    line_no,
    printed_text,
    if(is_part, all_count = 1, whole_count = 1) as is_unambiguous
from weighed
