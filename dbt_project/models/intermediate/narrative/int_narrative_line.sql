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

opening as (

    -- 五、一般公共预算 …, (二)财政拨款支出 …: what refines a section of one fund stays in it
    select
        * replace (
            if(
                not is_top
                and section_code in ('appropriation', 'overview', 'income', 'expenditure')
                and last_value(if(is_top, coalesce(section_code, 'none'), null) ignore nulls) over (
                    partition by document_id order by line_no
                ) in ('general_public', 'government_fund', 'state_capital'),
                null,
                section_code
            ) as section_code
        )
    from {{ ref('int_narrative_heading') }}

),

event as (

    select
        opening.document_id,
        opening.line_no,
        coalesce(opening.section_code, case when opening.is_top then 'none' end) as section_code
    from opening
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

worded as (

    -- (二)公务接待费: the name of what the next line speaks of, whether or not it opens a section
    select
        *,
        least(quantile_cont(length(text), 0.9) over (partition by document_id), 40) as line_width,
        length(text) < line_width * 0.6
        and regexp_full_match(
            text, '(?:\([一二三四五六七八九十\d]+\)|\d{1,2}[、.])[^,;:。\d]{2,22}:?'
        )
        and not regexp_matches(
            text, '情况|说明|信息|变[化动]|安排|总体|事项|概况|职[责能]|机构|绩效'
        ) as is_item_name
    from {{ ref('int_narrative_prose') }}

),

placed as (

    select
        prose.document_id,
        prose.line_no,
        if(prose.is_item_name, rtrim(prose.text, ':') || ':', prose.text) as text,
        prose.is_item_name,
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
        coalesce(
            lag(prose.is_item_name) over (
                partition by prose.document_id, numbered.line_no order by prose.line_no
            ),
            false
        ) as is_named_before,
        prose.line_width
    from worded as prose
    left join {{ ref('int_narrative_heading') }} as heading
        on prose.document_id = heading.document_id and prose.line_no = heading.line_no
    asof inner join numbered
        on prose.document_id = numbered.document_id and prose.line_no >= numbered.line_no
    where
        (heading.line_no is null or prose.is_item_name)
        and (not prose.is_title or regexp_matches(prose.text, '[。;].*元|元.*[。;]'))

)

select
    document_id,
    line_no,
    section_code,
    -- a sentence that a line or a page breaks goes on after the gap; an item begins a paragraph
    count(*) filter (
        where
        text_before is null
        or is_item_name
        or not is_named_before
        and regexp_matches(text_before, '[。;:!?]$')
        -- A(类)B(款)C(项)。: what the next line says is said of it
        and not regexp_matches(text_before, '\([类款项]\)[。:]$')
        -- A 元,其中: that the margin breaks goes on with the parts of A
        and not (
            line_width < 40
            and length(text_before) >= line_width * 0.8
            and regexp_matches(text_before, '元[,;。]?其中:$')
        )
        -- 与上年相比增加 x: what grew is said before
        and not regexp_matches(text, '^[与比较同](?:上年|去年|上一年|20\d\d年)|^同比')
        -- a line that breaks long before the others ends what it says
        or not is_named_before
        and length(text_before) < line_width * 0.5
        and not regexp_matches(text_before, '[\d,、的]$|[万千百亿]$|\([类款项]\)[。:]$')
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
