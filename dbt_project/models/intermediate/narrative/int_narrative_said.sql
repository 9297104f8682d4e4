{{ config(materialized='ephemeral') }}

{%- set years = '[０-９]{4}年度?(?:[０-９]+月)?(?:[０-９]+日)?' -%}
{%- set other_year = '[０-９]{4}年|' ~ year_before_pattern() -%}
with

sentence as (

    select
        figure.*,
        document.fiscal_year,
        document.phase_code as document_phase_code,
        document.unit_name,
        regexp_extract(figure.before, '[^。]*$') as since_stop,
        regexp_extract(figure.before, '[^。;]*$') as since_break,
        -- without what the year is only compared with, and without 上年结转
        regexp_replace(
            figure.before,
            '{{ comparison_pattern() }}|上年(?:度)?(?:结[转余]|末|底)|年初结[转余]',
            '',
            'g'
        ) as spoken_of
    from {{ ref('int_narrative_figure') }} as figure
    inner join {{ ref('int_document') }} as document
        on figure.document_id = document.document_id

),

framed as (

    -- a frame is what one sentence says, and the next ones that go on about it
    select
        *,
        sum(
            case
                when position_no = 1 and not regexp_matches(before, '^其中') then 1
                when
                    contains(before, '。')
                    and not regexp_matches(
                        since_stop,
                        '^(?:其中|包括|[比较与同和](?:[０-９]|上|去|同期)|同比|占|分别|各|增|减|完成|$)'
                        || '|^[０-９]{4}年(?:度|当年)?(?:的)?(?:支出|收入)?(?:预算|决算|执行|为)'
                    )
                    then 1
                else 0
            end
        ) over (partition by document_id order by figure_no) as frame_no,
        -- what comes after a reason is about parts without a known name
        bool_or(
            regexp_matches(
                since_break, '原因|由于|因为|因[^公]|主要[是为系]|所致|用于[^:]*$'
            )
        ) over (
            partition by document_id, paragraph_no, sentence_no order by position_no
        ) as is_reason,
        regexp_extract_all(
            spoken_of, '[０-９]{4}年度?(?:当年)?|(?:上|去|上一)年度?|本年度?|今年|当年|本期'
        )[-1] as year_words,
        -- what brackets add ends with them
        sum(
            length(regexp_replace(regexp_replace(before, '\([^()]*\)', '', 'g'), '[^(]', '', 'g'))
            - length(regexp_replace(regexp_replace(before, '\([^()]*\)', '', 'g'), '[^)]', '', 'g'))
        ) over (
            partition by document_id, paragraph_no order by position_no
        ) as bracket_depth,
        lag(clause, 1, '') over in_paragraph as clause_before,
        -- 单价100万元以上设备 0 台: the threshold belongs to the name
        case
            when lag(figure_kind) over in_paragraph = 'threshold'
                then concat(
                        lag(printed_amount) over in_paragraph, lag(printed_unit) over in_paragraph
                    )
        end as threshold,
        -- of what a change is counted from: 比上年预算数, 比上年执行数
        case
            when regexp_matches(before, '{{ comparison_pattern() }}')
                then regexp_extract(before, '(?:{{ comparison_pattern() }})[^,;。:]*?(预算|决算|执行)', 1)
        end as compared_words
    from sentence
    window in_paragraph as (partition by document_id, paragraph_no order by position_no)

),

dated as (

    select
        *,
        case
            when regexp_matches(year_words, '^[０-９]')
                then
                    try_cast(
                        translate(left(year_words, 4), '０１２３４５６７８９', '0123456789') as integer
                    ) - fiscal_year
            when regexp_matches(year_words, '^(?:上|去)') then -1
            when year_words is not null then 0
        end as set_offset
    from framed

),

reached as (

    select
        *,
        last_value(compared_words ignore nulls) over (
            partition by document_id, frame_no, paragraph_no order by position_no
        ) as basis_words,
        last_value(set_offset ignore nulls) over (
            partition by document_id, frame_no, paragraph_no order by position_no
        ) as frame_offset,
        last_value(set_offset ignore nulls) over (
            partition by document_id, paragraph_no order by position_no
        ) as paragraph_offset
    from dated

),

trimmed as (

    -- the words of the clause that name what the figure is of
    select
        *,
        regexp_replace(
            clause, '^(?:{{ comparison_pattern() }})(?:的|度|决算|预算|执行|数)*(?:相比|比较|比)?', ''
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
    from reached

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
                            nullif(
                                regexp_extract(
                                    before, '([^。;:,]*(?:\([类款项]\)|科目))[:。,][^。;:,]*$', 1
                                ),
                                ''
                            )
                end,
                own_words
            ) as own_words
        ),
        string_split(regexp_replace(own_words, '[、和及与]', '、', 'g'), '、') as names
    from named

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
    document_phase_code,
    unit_name,
    fiscal_year,
    basis_words,
    case
        when
            figure_kind = 'amount'
            and regexp_matches(clause, '大于|小于|高于|低于|超过|多于|少于|[增减]支|追加|调[增减剂]')
            then 'other'
        when figure_kind = 'amount' and year_offset = -1 then 'prior_amount'
        else figure_kind
    end as figure_kind,
    year_offset,
    own_text,
    {{ clause_topic('own_text') }} as topic_text,
    is_reason
    or is_bare_list
    or own_text is null
    or year_offset is null
    or year_offset not in (-1, 0)
    -- vehicles and houses are counted at the end of a year
    or year_offset = -1
    and figure_kind != 'amount'
    and not (figure_kind = 'count' and section_code = 'assets') as is_undecided,
    case
        when figure_kind = 'count'
            and regexp_matches(lead_text, '^$|等$')
            and regexp_matches(following, '^[^,;。:(]')
            then regexp_extract(following, '^[^,;。:(]*')
        when figure_kind in ('amount', 'prior_amount')
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
from (
    select
        *,
        case
            when place_count = 1 or own_words = '' then own_words
            -- 收、支总计分别: the words were divided above
            when words != own_words and regexp_matches(words, '收(?:入)?[、和及与]支') and place_count = 2
                then own_words
            when len(names) = place_count then names[place_no]
        end as own_text,
        case
            when figure_kind in ('amount', 'count') and regexp_matches(clause, '{{ other_year }}')
                then
                    case
                        when
                            regexp_matches(clause, '上年(?:度)?(?:结[转余]|末)|^[^０-９上去]*$')
                            then coalesce(frame_offset, 0)
                        when regexp_matches(clause, '{{ comparison_pattern() }}')
                            then
                                coalesce(
                                    try_cast(
                                        translate(
                                            nullif(
                                                regexp_extract_all(clause, '([０-９]{4})年', 1)[-1], ''
                                            ),
                                            '０１２３４５６７８９', '0123456789'
                                        ) as integer
                                    ) - fiscal_year,
                                    -1
                                )
                        else frame_offset
                    end
            when frame_offset is not null then frame_offset
            -- what a former sentence said of another year may go on, or not
            when coalesce(paragraph_offset, 0) = 0 then 0
        end as year_offset
    from single
) as resolved
where figure_kind not in ('date', 'ordinal', 'identifier', 'threshold')
