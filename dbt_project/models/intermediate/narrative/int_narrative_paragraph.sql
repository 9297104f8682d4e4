with

line as (

    select
        document_id,
        paragraph_no,
        line_no,
        section_code,
        -- codes behind a name are no figures: 一般公共服务(201类), 事业运行(2010350)
        regexp_replace(
            regexp_replace(
                translate(text, '“”"''‘’《》「」', ''), '\((\d{2,3})([类款项])\)', '(\2)', 'g'
            ),
            '\((?:科目)?(?:编码|代码)?:?\d{3,7}\)',
            '',
            'g'
        ) as text
    from {{ ref('int_narrative_line') }}

),

located as (

    select
        *,
        sum(length(text)) over (
            partition by document_id, paragraph_no order by line_no
        ) as end_position
    from line

),

joined as (

    select
        document_id,
        paragraph_no,
        any_value(section_code) as heading_section_code,
        min(line_no) as first_line_no,
        max(line_no) as last_line_no,
        list(line_no order by line_no) as line_nos,
        list(end_position::integer order by line_no) as end_positions,
        string_agg(text, '' order by line_no) as text
    from located
    group by document_id, paragraph_no

),

named as (

    -- a paragraph of the general part may be about one of the topics that have a part of their own
    select
        *,
        case
            when heading_section_code not in ('overview', 'income', 'expenditure') then null
            when regexp_matches(text, '三公经费') then 'three_public'
            when regexp_matches(text, '机关运行经费') then 'agency_operating'
            when regexp_matches(text, '政府采购') then 'procurement'
        end as own_section_code
    from joined

)

-- items of 三公 follow the paragraph that opens them
select
    document_id,
    paragraph_no,
    case
        when own_section_code is not null then own_section_code
        when
            heading_section_code in ('overview', 'income', 'expenditure')
            and regexp_matches(text, '^(?:其中:?|\(?[\d一二三四五六七八九十]+[)、.])*(?:因公|公务)')
            and last_value(own_section_code ignore nulls) over paragraphs_before = 'three_public'
            then 'three_public'
        else heading_section_code
    end as section_code,
    first_line_no,
    last_line_no,
    line_nos,
    end_positions,
    text
from named
window paragraphs_before as (
    partition by document_id
    order by paragraph_no
    rows between unbounded preceding and 1 preceding
)
