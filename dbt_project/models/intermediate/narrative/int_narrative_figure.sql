{%- set number = '-?(?:\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?)' -%}
{%- set unit = '[亿百千万十]{0,2}元|个?百分点|%|‰|年|个?(?:月|工作日)|日|号|天|周|(?:人|批|车)次|台\\(套\\)'
    ~ '|[辆台套批个项人名次家份户亩]|公顷|㎡|(?:万|建筑)?平方?米' -%}
{%- set said = number ~ '|' ~ unchanged_words_pattern() -%}
{%- set token = '([^\\d]*?)(' ~ said ~ ')((?:' ~ unit ~ ')?)' -%}
{%- set change = '(?:增加|增长|上升|提高|增|多|减少|下降|降低|压[减缩]|节约|减|降|少)(?:\\([增减][加少长]\\)|\\(下降\\)'
    ~ '|/(?:减少|下降))?' -%}
with

paragraph as (

    select
        * exclude (text),
        {{ with_dates_apart('text') }} as text
    from {{ ref('int_narrative_paragraph') }}

),

token as (

    select
        document_id,
        section_code,
        paragraph_no,
        line_nos,
        end_positions,
        regexp_replace(text, '{{ token }}', '', 'g') as tail,
        unnest(regexp_extract_all(text, '{{ token }}', 1)) as before,
        unnest(regexp_extract_all(text, '{{ token }}', 2)) as printed_amount,
        unnest(regexp_extract_all(text, '{{ token }}', 3)) as printed_unit,
        generate_subscripts(regexp_extract_all(text, '{{ token }}', 1), 1) as position_no
    from paragraph

),

located as (

    select
        *,
        sum(length(concat(before, printed_amount, printed_unit))) over words_so_far
        - length(concat(printed_amount, printed_unit)) as words_before,
        sum(length(concat(before, printed_amount, printed_unit))) over words_so_far as end_position,
        (sum(length(regexp_replace(before, '[^。;]', '', 'g'))) over words_so_far)::integer
            as sentence_no,
        lead(before, 1, tail) over in_paragraph as following,
        lag(printed_unit) over in_paragraph as unit_before,
        lead(printed_unit) over in_paragraph as unit_after,
        lead(before) over in_paragraph as before_next
    from token
    window
        in_paragraph as (partition by document_id, paragraph_no order by position_no),
        words_so_far as (
            partition by document_id, paragraph_no
            order by position_no
            rows between unbounded preceding and current row
        )

),

listed as (

    -- 分别 30 万元和 100 万元, 各 a、b 万元: the second and later figures of a list have no words
    select
        * replace (
            if(
                printed_unit = ''
                and regexp_full_match(before_next, '[、和及与]')
                and regexp_matches(unit_after, '元$|^%$'),
                unit_after,
                printed_unit
            ) as printed_unit
        ),
        line_nos[
            1 + len(list_filter(end_positions, lambda position: position <= words_before))
        ] as line_no,
        coalesce(
            regexp_full_match(before, '[、,和及与]|以及')
            and (unit_before = '' or right(unit_before, 1) = right(printed_unit, 1))
            and regexp_matches(printed_unit, '元$|^%$'),
            false
        ) as is_listed
    from located

),

grouped as (

    select
        *,
        max(case when not is_listed then position_no end) over (
            partition by document_id, paragraph_no
            order by position_no
            rows between unbounded preceding and current row
        ) as first_position_no
    from listed

),

worded as (

    select
        *,
        position_no - first_position_no + 1 as place_no,
        count(*) over list_of_figures as place_count,
        -- without the number of an item
        regexp_replace(
            regexp_extract(first_value(before) over list_of_figures, '[^,;。:!]*$'),
            '^(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、|[.)、])+',
            ''
        ) as clause,
        regexp_extract(before, '[^,;。:、!]*$') as lead_text
    from grouped
    window list_of_figures as (
        partition by document_id, paragraph_no, first_position_no
        order by position_no
        rows between unbounded preceding and unbounded following
    )

)

select
    document_id,
    row_number() over (partition by document_id order by paragraph_no, position_no) as figure_no,
    section_code,
    paragraph_no,
    position_no,
    sentence_no,
    line_no::integer as line_no,
    place_no::integer as place_no,
    place_count::integer as place_count,
    end_position::integer as end_position,
    before,
    clause,
    lead_text,
    following,
    printed_amount,
    printed_unit,
    try_cast(replace(printed_amount, ',', '') as decimal(18, 6)) as amount,
    case
        when
            regexp_full_match(printed_amount, '{{ unchanged_words_pattern() }}')
            then
                case
                    -- 与年初预算持平 is of this year, 与上年口径一致 of something else
                    when
                        not regexp_matches(clause, '{{ year_before_pattern() }}|[０-９]{4}年')
                        or regexp_matches(clause, '口径|范围|编[制办]|标准|方式|方法|政策|人数|数量|机构|内容')
                        then 'ordinal'
                    -- 与上年基本持平
                    when regexp_matches(clause, '基本|大[致体]|总体|略') then 'other'
                    else 'unchanged'
                end
        when
            regexp_full_match(printed_unit, '年|日|号|天|周|个?(?:月|工作日)')
            or printed_unit = '' and regexp_full_match(printed_amount, '(?:19|20)\d\d')
            then 'date'
        when
            regexp_matches(before, '^$|[。;:(]$')
            and printed_unit = ''
            and regexp_matches(following, '^[、.)]')
            then 'ordinal'
        -- numbers of documents, telephones, codes of subjects and the like
        when
            printed_unit = '' and regexp_full_match(printed_amount, '-?\d{6,}')
            or printed_unit in ('', '项')
            and regexp_matches(before, '\($')
            and regexp_matches(following, '^[类款项]?\)')
            then 'identifier'
        when
            regexp_matches(
                following, '^(?:\((?:含|原值|不含)[^)]*\))*(?:及)?以[上下内]|^(?:余|左右|多[^于])|^/|^每'
            )
            or regexp_matches(clause, '(?:单价|单台|单项|单位价值|每[人平台套件]|人均|限额|定额|标准)[^。;]{0,8}$')
            then 'threshold'
        when printed_unit in ('%', '‰') and regexp_matches(clause, '占') then 'share'
        when
            printed_unit in ('%', '‰')
            and regexp_matches(clause, '完成|预算(?:数|的)|执行率')
            and not regexp_matches(clause, '{{ change }}(?:了|为|约|各)?$|{{ differing_pattern() }}')
            then 'completion'
        when printed_unit in ('%', '‰') and regexp_matches(before, '\($') then 'other'
        when printed_unit in ('%', '‰') then 'change_rate'
        when printed_unit like '%百分点' then 'other'
        when
            printed_unit like '%元'
            and regexp_matches(clause, '{{ change }}(?:了|为|约|各)?$|{{ differing_pattern() }}')
            then 'change'
        when printed_unit like '%元' then 'amount'
        -- 比上年少 3 辆 is no number of them
        when
            printed_unit != ''
            and regexp_matches(clause, '年.*{{ change }}(?:了|为|约)?$')
            then 'other'
        when printed_unit != '' then 'count'
        else 'other'
    end as figure_kind
from worded
