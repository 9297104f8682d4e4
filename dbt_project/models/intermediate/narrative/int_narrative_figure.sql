{%- set number = '-?(?:\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?)' -%}
{%- set unit = '[亿百千万十]{0,2}元|个?百分点|%|‰|年|个?(?:月|工作日)|日|号|天|周|(?:人|批|车)次|台\\(套\\)'
    ~ '|[辆台套批个项人名次家份户亩]|公顷|㎡|(?:万|建筑)?平方?米' -%}
{%- set token = '([^\\d]*?)(' ~ number ~ '|相同|持平)((?:¶?(?:' ~ unit ~ '))?)' -%}
with

paragraph as (

    -- lines of a paragraph in one text: ¶ is where a line ends
    select
        document_id,
        section_code,
        paragraph_no,
        list(line_no order by line_no) as line_nos,
        translate(string_agg(text, '¶' order by line_no), '“”"''‘’《》', '') as text
    from {{ ref('int_narrative_line') }}
    group by document_id, section_code, paragraph_no

),

token as (

    select
        document_id,
        section_code,
        paragraph_no,
        line_nos,
        regexp_replace(text, '{{ token }}', '', 'g') as tail,
        unnest(regexp_extract_all(text, '{{ token }}', 1)) as before,
        unnest(regexp_extract_all(text, '{{ token }}', 2)) as printed_amount,
        unnest(regexp_extract_all(text, '{{ token }}', 3)) as printed_unit,
        generate_subscripts(regexp_extract_all(text, '{{ token }}', 1), 1) as position_no
    from paragraph

),

preceded as (

    select
        *,
        lag(printed_unit, 1, '') over (
            partition by document_id, paragraph_no order by position_no
        ) as unit_before
    from token

),

located as (

    select
        *,
        line_nos[
            1
            + (
                sum(
                    length(concat(unit_before, before))
                    - length(replace(concat(unit_before, before), '¶', ''))
                ) over words_so_far
            )::bigint
        ] as line_no,
        (sum(length(regexp_replace(before, '[^。;]', '', 'g'))) over words_so_far)::integer
            as sentence_no,
        lead(before, 1, tail) over (
            partition by document_id, paragraph_no order by position_no
        ) as following
    from preceded
    window words_so_far as (
        partition by document_id, paragraph_no
        order by position_no
        rows between unbounded preceding and current row
    )

),

worded as (

    select
        document_id,
        section_code,
        paragraph_no,
        position_no,
        sentence_no,
        line_no,
        printed_amount,
        replace(printed_unit, '¶', '') as printed_unit,
        replace(before, '¶', '') as before,
        regexp_extract(replace(before, '¶', ''), '[^,;。:、!]*$') as lead_text,
        replace(following, '¶', '') as following
    from located

)

select
    document_id,
    row_number() over (partition by document_id order by paragraph_no, position_no) as figure_no,
    section_code,
    paragraph_no,
    position_no,
    sentence_no,
    line_no::integer as line_no,
    before,
    lead_text,
    following,
    printed_amount,
    printed_unit,
    try_cast(replace(printed_amount, ',', '') as decimal(18, 6)) as amount,
    case
        when printed_amount in ('相同', '持平') then 'unchanged'
        when
            regexp_full_match(printed_unit, '年|日|号|天|周|个?(?:月|工作日)')
            or printed_unit = '' and regexp_full_match(printed_amount, '(?:19|20)\d\d')
            then 'date'
        when position_no = 1 and before = '' and regexp_matches(following, '^[、.)]')
            then 'ordinal'
        -- numbers of documents, telephones and the like
        when printed_unit = '' and regexp_full_match(printed_amount, '-?\d{6,}') then 'identifier'
        when regexp_matches(following, '^(?:\((?:含|原值|不含)[^)]*\))*(?:及)?以[上下]') then 'threshold'
        when printed_unit in ('%', '‰') and regexp_matches(lead_text, '占') then 'share'
        when
            printed_unit in ('%', '‰')
            and regexp_matches(lead_text, '完成|预算(?:数|的)|执行率')
            then 'completion'
        when printed_unit in ('%', '‰') then 'change_rate'
        when printed_unit like '%百分点' then 'other'
        when
            printed_unit like '%元'
            and regexp_matches(
                lead_text, '(?:增加|增长|上升|提高|多|减少|下降|降低|压[减缩]|节约|少)(?:了|为|约)?$'
            )
            then 'change'
        when printed_unit like '%元' then 'amount'
        when printed_unit != '' then 'count'
        else 'other'
    end as figure_kind
from worded
