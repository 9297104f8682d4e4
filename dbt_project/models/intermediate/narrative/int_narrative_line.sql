with

attachment as (

    -- forms and reports have headings and sentences of their own, which repeat the sections' words
    select
        document_id,
        line_no,
        true as is_attached
    from {{ ref('int_narrative_heading') }}
    where section_code = 'attachment'
    union all
    select
        cell.document_id,
        min(cell.line_no) as line_no,
        true as is_attached
    from {{ ref('stg_cell') }} as cell
    inner join {{ ref('int_grid') }} as grid
        on cell.document_id = grid.document_id and cell.grid_no = grid.grid_no
    where
        grid.form_code is null
        and regexp_matches(cell.text, '绩效|指标|项目名称|项目概况|立项依据')
    group by cell.document_id, cell.grid_no
    union all
    select
        document_id,
        line_no,
        false as is_attached
    from {{ ref('int_narrative_heading') }}
    where is_part or is_after_attachments

),

event as (

    select
        opening.document_id,
        opening.line_no,
        coalesce(opening.section_code, case when opening.is_top then 'none' end) as section_code
    from {{ ref('int_narrative_heading') }} as opening
    asof left join attachment
        on
            opening.document_id = attachment.document_id
            and opening.line_no >= attachment.line_no
    where not coalesce(attachment.is_attached, false)
    union all
    select
        document_id,
        line_no,
        'attachment' as section_code
    from attachment
    where is_attached
    union all
    select
        document_id,
        first_line_no as line_no,
        'none' as section_code
    from {{ ref('int_grid') }}
    where first_line_no is not null and form_code is not null

),

numbered as (

    select
        document_id,
        line_no,
        last_value(section_code ignore nulls) over (
            partition by document_id order by line_no
        ) as section_code
    from event
    qualify row_number() over (partition by document_id, line_no order by section_code) = 1

),

placed as (

    select
        prose.document_id,
        prose.line_no,
        prose.text,
        -- a form published alone has sentences below it, and no heading over them
        if(
            numbered.section_code = 'none'
            and not bool_or(numbered.section_code != 'none')
                over (
                    partition by prose.document_id
                )
            and regexp_matches(prose.text, '\d[亿百千万]{0,2}元'),
            'overview',
            numbered.section_code
        ) as section_code,
        lag(prose.text) over (
            partition by prose.document_id, numbered.line_no order by prose.line_no
        ) as text_before,
        least(quantile_cont(length(prose.text), 0.9) over (partition by prose.document_id), 40)
            as line_width
    from {{ ref('int_narrative_prose') }} as prose
    anti join {{ ref('int_narrative_heading') }} as heading
        on prose.document_id = heading.document_id and prose.line_no = heading.line_no
    asof inner join numbered
        on prose.document_id = numbered.document_id and prose.line_no >= numbered.line_no
    where not prose.is_title or regexp_matches(prose.text, '[。;].*元|元.*[。;]')

)

select
    document_id,
    line_no,
    section_code,
    -- a sentence that a line or a page breaks goes on after the gap; an item begins a paragraph
    count(*) filter (
        where
        text_before is null
        or regexp_matches(text_before, '[。;:!?]$')
        -- a line that breaks long before the others ends what it says
        or length(text_before) < line_width * 0.5
        and not regexp_matches(text_before, '[\d,、的]$|[万千百亿]$')
        and (
            not regexp_matches(text, '^[\d,、%)]|^[万千百亿]?元')
            or regexp_matches(text, '^(?:19|20)\d\d年')
        )
        or regexp_matches(
            text,
            '^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d{1,2}[、.)]\D|[①-⑳●■◆])'
        )
    ) over (partition by document_id order by line_no) as paragraph_no,
    text
from placed
where section_code not in ('none', 'attachment')
