{{ config(materialized='ephemeral') }}

-- What sentences leave open: a figure that nobody filled in, one of two words that nobody struck
-- out, a share that only one of the parts lacks, the year of last year's text. One row per finding.
{%- set figure = '\\d[\\d,]*(?:\\.\\d+)?' %}
{%- set ways = '(?:增加|减少|增长|下降|降低|上升)' %}
{%- set choice = ways ~ '(?:\\(' ~ ways ~ '\\)|/' ~ ways ~ ')' %}
{%- set named = '(?:支出|收入|预算|合计|共计|总计|总额|金额|资金|拨款|经费|结转|结余|增加|减少|为)' %}
with

paragraph as (

    select
        document.document_key,
        paragraph.text,
        paragraph.line_nos,
        paragraph.end_positions,
        -- 增加(减少)-5万元: who prints a sign means both words
        bool_or(regexp_matches(paragraph.text, '{{ choice }}-')) over (
            partition by document.document_key
        ) as is_signed
    from {{ ref('int_narrative_paragraph') }} as paragraph
    inner join {{ ref('current_document') }} as document
        on paragraph.document_id = document.document_id

),

listed as (

    -- 用于以下方面: a 10万元,占1%; b 20万元; c 30万元,占3%。
    select
        *,
        string_split(regexp_replace(unnest(string_split(text, '。')), '^[^:]*:', ''), ';') as parts
    from paragraph

),

weighed as (

    select
        *,
        list_filter(
            parts, lambda part: regexp_matches(part, '^[^,;]{2,40}?{{ figure }}万元,占[^,;]*\d%')
        ) as shared,
        list_filter(
            parts,
            lambda part: regexp_full_match(part, '[^\d,;:()]{2,40}{{ figure }}万元等?')
            and not regexp_matches(part, '\D0(?:\.0+)?万元')
        ) as bare
    from listed

),

open_figure as (

    select
        *,
        '空白数字' as kind_name,
        unnest(
            -- 单位为万元 is no blank, nor (万元) or 占比(%); XX% is residue of another kind
            list_filter(
                list_concat(
                    regexp_extract_all(
                        text,
                        '(?:20\d\d年度?)?[^,;。:()\d]{0,20}{{ named }}(?:共|约)?万元[,;。]'
                    ),
                    regexp_extract_all(text, '占[^,;。:()\dXxＸｘ×%—-]{0,20}%[,;。]'),
                    regexp_extract_all(text, '[^,;。:()\d]{0,10}{{ ways }}(?:了|约)?%[,;。]')
                ),
                lambda found: not regexp_matches(found, '单位|计量|百分')
            )
        ) as printed
    from paragraph
    union all by name
    select
        *,
        '备选词未删' as kind_name,
        unnest(
            regexp_extract_all(text, '{{ choice }}{{ figure }}(?:[亿百千万]{0,2}元|%|个百分点)')
        ) as printed
    from paragraph
    where not is_signed
    union all by name
    select
        * exclude (parts, shared, bare),
        '占比' as kind_name,
        unnest(bare) as printed
    from weighed
    where len(shared) > 2 * len(bare) and len(shared) + len(bare) = len(parts)

),

placed as (

    select
        document_key,
        kind_name,
        rtrim(printed, ',;。') as printed,
        line_nos[
            1 + len(list_filter(end_positions, lambda position: position < strpos(text, printed)))
        ] as line_no
    from open_figure
    union all
    -- the bodies whose budget this is: 纳入本部门2018年部门汇总预算编制范围
    select
        document.document_key,
        '年度有误' as kind_name,
        regexp_extract(line.text, '纳入[^,，。]{0,12}?20\d\d ?年度?部门(?:汇总)?[预决]算') as printed,
        line.line_no
    from {{ ref('stg_line') }} as line
    inner join {{ ref('current_document') }} as document
        on line.document_id = document.document_id
    where
        document.fiscal_year > 0
        and regexp_matches(line.text, '纳入[^,，。]{0,12}?20\d\d ?年度?部门(?:汇总)?[预决]算编')
        and regexp_extract(line.text, '纳入[^,，。]{0,12}?(20\d\d) ?年', 1)
        != document.fiscal_year::varchar
        and not regexp_matches(line.text, '比|较|[上去]年|增加|减少')

)

select
    document_key,
    kind_name,
    concat(
        case kind_name
            when '空白数字' then '数字处空白：'
            when '备选词未删' then '模板的备选词未删：'
            when '占比' then '同一句中其余各项都有占比，唯独未见：'
            when '年度有误' then '所述年度与本文件年度不同：'
        end,
        string_agg(distinct concat('“', printed, '”'), '、' order by concat('“', printed, '”')),
        if(count(distinct line_no) > 1, concat(' (', count(distinct line_no), ' 行)'), '')
    ) as text,
    min(line_no) as line_no,
    concat('wording|', kind_name, '|', min(line_no)) as finding_code
from placed
-- what a template leaves standing throughout is one finding
group by document_key, kind_name, if(kind_name = '备选词未删', 0, line_no)
