{{ config(materialized='ephemeral') }}

{%- set item = '(?:[.、)]|\\([一二三四五六七八九十]+\\)|[一二三四五六七八九十]+、)*' -%}
{%- set no_item_name = '情况|说明|如下|总体|方面|原因|用于|包括|其中|根据|按照|[０-９]' -%}
{%- set years = '[０-９]{4}年度?(?:[０-９]+月)?(?:[０-９]+日)?' -%}
with

trimmed as (

    -- the words of the clause that name what the figure is of
    select
        *,
        regexp_replace(
            clause, '^(?:{{ comparison_pattern() }})(?:的|度|决算|预算|执行|数)*(?:相比|比较|比|相)?(?:保持)?', ''
        ) as named_clause,
        case
            when figure_kind in ('change', 'unchanged', 'change_rate')
                then
                    regexp_extract(
                        named_clause,
                        '^(.*?)(?:{{ comparison_pattern() }}|同比|同口径|分别|各|均'
                        || '|(?:预算数|决算数)?(?:{{ change_pattern() }})?$)',
                        1
                    )
            when figure_kind = 'share' then regexp_extract(clause, '^(.*?)(?:分别|各)?占', 1)
            when figure_kind = 'completion'
                then regexp_extract(clause, '^(.*?)(?:完成|执行率|[为占](?:年初|全年|调整)?预算)', 1)
            when threshold is not null then concat(threshold, lead_text)
            else regexp_replace(named_clause, '(?:分别|各|均)[为是]?$', '')
        end as words
    from {{ ref('int_narrative_framed') }}

),

named as (

    select
        *,
        regexp_replace(
            regexp_replace(
                -- 上年结转 is a name
                regexp_replace(words, '上年(度?结[转余]|末)', '往年\1', 'g'),
                '{{ years }}|截[至止]|^(?:{{ year_before_pattern() }})的?',
                '',
                'g'
            ),
            '收(?:入)?[、和及与]支(?:出)?',
            case
                when place_count = 1 then '收支'
                when place_count > 2 then '收、支'
                when place_no = 1 then '收入'
                else '支出'
            end
        ) as unnamed_words,
        replace(unnamed_words, '往年', '上年') as own_words,
        place_count > 1 and not regexp_matches(clause, '分别|各|均')
        or place_count = 1 and regexp_matches(clause, '分别')
        or regexp_matches(clause_before, '分别')
        and regexp_matches(before, '^[和及与、]')
        and place_no = 1
            as is_bare_list
    from trimmed

),

single as (

    -- 行政运行（项）。年初预算为 …: the name stands in a clause of its own
    select
        * replace (
            coalesce(
                case
                    when
                        figure_kind = 'amount'
                        and place_count = 1
                        and regexp_full_match(
                            own_words, '(?:支出|收入|年初|全年|调整|预算|决算|数|为|是|安排)*'
                        )
                        then
                            -- what it is for may stand between
                            nullif(
                                regexp_extract(
                                    before,
                                    '([^。;:,]*(?:\([类款项]\)|科目))[:。,]'
                                    || '(?:(?:主要)?用于[^。]*。)?[^。;:,]*$',
                                    1
                                ),
                                ''
                            )
                end,
                -- 由中小企业供应商中标的，采购金额 …: so do those who get it
                case
                    when
                        section_code = 'procurement'
                        and figure_kind = 'amount'
                        and place_count = 1
                        and regexp_full_match(
                            own_words, '(?:政府)?(?:采购|合同|成交|中标|总|的|为|是|共|计|金额|支出|数|额)*'
                        )
                        and regexp_matches(since_break, '企业[^;。:]*,[^,;。:]*$')
                        then
                            concat(
                                regexp_extract(since_break, '([^;。:]*企业[^;。:]*),[^,;。:]*$', 1),
                                own_words
                            )
                end,
                -- 2.公务接待费。2025年预算数 …: so does the name of an item
                case
                    when
                        figure_kind = 'amount'
                        and place_count = 1
                        and regexp_full_match(
                            own_words, '(?:支出|年?初|全年|调整|财政拨款|预算|决算|安排|执行|数|额|为|是)*'
                        )
                        and not regexp_matches(item_name, '{{ no_item_name }}')
                        then nullif(item_name, '')
                end,
                own_words
            ) as own_words
        ),
        string_split(regexp_replace(own_words, '[、和及与]', '、', 'g'), '、') as names
    from (
        select
            *,
            if(
                position_no = 1 or is_after_ordinal,
                regexp_extract(before, '^{{ item }}([^。;:,]{2,25})[。:][^。;:,]*$', 1),
                ''
            ) as item_name
        from named
    ) as itemised

)

select
    document_id,
    figure_no,
    section_code,
    paragraph_no,
    sentence_no,
    position_no,
    line_no,
    frame_no,
    bracket_depth,
    place_no,
    place_count,
    printed_amount,
    printed_unit,
    amount,
    before,
    following,
    clause,
    lead_text,
    figure_kind,
    document_phase_code,
    unit_name,
    basis_words,
    is_reason,
    is_bare_list,
    case
        when place_count = 1 or own_words = '' then own_words
        -- 收、支总计分别: the words were divided above
        when words != own_words and regexp_matches(words, '收(?:入)?[、和及与]支') and place_count = 2
            then own_words
        when len(names) = place_count then names[place_no]
    end as own_text,
    case
        when figure_kind = 'count'
            and regexp_matches(lead_text, '^$|等$')
            and regexp_matches(following, '^[^,;。:(]')
            then regexp_extract(following, '^[^,;。:(]*')
        when figure_kind = 'amount'
            then
                if(
                    section_code = 'performance',
                    regexp_extract(since_break, '([^,;。:]*)[,:][^,;。:]*$', 1),
                    regexp_extract(
                        since_break,
                        '([^,;。:]*?)(?:预算|决算|支出|经费)?(?:执行|安排|预算)?(?:的)?'
                        || '(?:具体)?情况(?:如下|为|是)?:[^,;。:]*$',
                        1
                    )
                )
        else ''
    end as context_text
from single
