{{ config(materialized='ephemeral') }}

{%- set plain = '(?:' ~ plain_words_pattern()
    ~ '|资金|使用|金额|涉及|政府采购|拟?采购|拟?购买|授予|各单位|各部门|自评|部门评价)*' -%}
{#- where the section is about appropriations anyway, their name says nothing -#}
{%- set plain_of_appropriation = '(?:' ~ plain_words_pattern()
    ~ '|资金|使用|金额|财政|拨款|(?:一般)?公共预算|公共财政|参公|机关|事业|行政|各?项|支出|收入|费用|用)*' -%}
with

said as (

    select
        -- 收入预算为
        * replace (regexp_replace(own_text, '[为是]$', '') as own_text),
        -- where nothing else names it, what the sentence before has spoken of may
        case
            when
                context_text != ''
                and (
                    figure_kind = 'count'
                    or regexp_full_match(
                        topic_text, '(?:合计|总计|共计|支出|总|预算|决算|安排|涉及|部门|项目|资金|金额|的)*'
                    )
                )
                then context_text
        end as named_before
    from {{ ref('int_narrative_said') }}
    where not is_undecided

),

known as (

    select
        section_code,
        unnest([own_text, topic_text, named_before]) as text
    from said

),

page as (

    -- each text once
    {{ pages('known', 'text', 'section_code') }}

),

matched as (

    select
        topic.section_code,
        topic.pattern,
        {{ matched_lines('page.texts', 'topic.pattern', within=true) }} as text
    from page
    inner join (
        select distinct
            section_code,
            pattern
        from {{ ref('narrative_topic') }}
        where pattern is not null
    ) as topic using (section_code)

),

named as (

    select
        said.document_id,
        said.figure_no,
        topic.topic_code,
        case
            when own.text is not null then 1
            when plain.text is not null then 2
            else 4
        end as distance,
        topic.precedence,
        -- what stands before the name: another scope, unless it says nothing or is the body
        regexp_replace(
            case distance
                when 1 then said.own_text
                when 2 then said.topic_text
                else said.context_text
            end,
            '(?:' || topic.pattern || ')',
            ''
        ) as prefix_as_printed,
        -- the fund that the section is about
        regexp_replace(
            prefix_as_printed,
            case said.section_code
                when 'government_fund' then '政府性基金(?:预算)?'
                when 'state_capital' then '国有资本(?:经营)?(?:预算)?'
                else '^$'
            end,
            ''
        ) as prefix,
        said.unit_name,
        said.section_code,
        said.figure_kind
    from said
    inner join {{ ref('narrative_topic') }} as topic using (section_code)
    left join matched as own
        on
            said.own_text = own.text
            and topic.section_code = own.section_code
            and topic.pattern = own.pattern
    left join matched as plain
        on
            said.topic_text = plain.text
            and topic.section_code = plain.section_code
            and topic.pattern = plain.pattern
    left join matched as before
        on
            said.named_before = before.text
            and topic.section_code = before.section_code
            and topic.pattern = before.pattern
    where coalesce(own.text, plain.text, before.text) is not null

),

scoped as (

    select
        *,
        case
            when regexp_full_match(prefix, '{{ plain }}') then ''
            when section_code in ('overview', 'income', 'expenditure', 'performance', 'procurement')
                then regexp_replace(regexp_replace(prefix, '^{{ plain }}', ''), '{{ plain }}$', '')
            -- 一般公共预算财政拨款本年收入 is one fund of what the section is about
            when section_code = 'appropriation' and regexp_matches(prefix, '公共|基金|国有资本')
                then prefix
            else
                regexp_replace(
                    regexp_replace(prefix, '^{{ plain_of_appropriation }}', ''),
                    '{{ plain_of_appropriation }}$',
                    ''
                )
        end as residue
    from named

)

select
    document_id,
    figure_no,
    arg_min({ topic: topic_code, subject: subject_code }, distance * 1000 + precedence) as named
from (
    select
        document_id,
        figure_no,
        topic_code,
        null as subject_code,
        distance,
        precedence
    from scoped
    where
        figure_kind = 'count'
        or residue = ''
        -- an abbreviation of the body's name: its signs, in their order
        or length(residue) >= 3
        and regexp_matches(
            unit_name,
            array_to_string(
                list_transform(string_split(residue, ''), lambda sign: regexp_escape(sign)), '.*'
            )
        )
    union all
    select
        document_id,
        figure_no,
        topic_code,
        subject_code,
        2 + least(slip, 1) as distance,
        5 as precedence
    from {{ ref('int_narrative_subject') }}
) as candidate
group by document_id, figure_no
