{{ config(materialized='ephemeral') }}

{%- set compared_year =
    "regexp_extract_all(before, '[比较与同和跟对]([０-９]{4})年', 1)[-1]" %}
with

sentence as (

    select
        figure.*,
        lag(figure.paragraph_no) over (
            partition by figure.document_id, figure.section_code order by figure.figure_no
        ) as paragraph_before,
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
                when
                    position_no = 1
                    -- a line that breaks after a stop breaks nothing else: 2023年预算执行数为 …
                    and not (
                        regexp_matches(before, '^其中')
                        or paragraph_before = paragraph_no - 1
                        and regexp_full_match(
                            before,
                            '[０-９]{4}年(?:度|当年)?(?:的)?(?:预算执行|预算安排|执行)(?:数|额)?为?'
                        )
                    )
                    then 1
                when
                    contains(before, '。')
                    and not regexp_matches(
                        since_stop,
                        '^(?:其中|包括|[比较与同和](?:[０-９]|上|去|同期)|同比|占|分别|各|增|减|完成|$)'
                        || '|^(?:本年)?(?:预算|决算)?数?[大小高低多少]于'
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
        coalesce(
            position_no = 2 and lag(figure_kind) over in_paragraph = 'ordinal', false
        ) as is_after_ordinal,
        -- 单价100万元以上设备 0 台: the threshold belongs to the name
        case
            when lag(figure_kind) over in_paragraph = 'threshold'
                then concat(
                        lag(printed_amount) over in_paragraph, lag(printed_unit) over in_paragraph
                    )
        end as threshold,
        -- of what a change is counted from: 比上年预算数, 比上年执行数; 比年初预算 is of this year
        case
            when
                {{ wide_number(compared_year) }} != fiscal_year - 1
                or regexp_matches(before, '{{ own_budget_pattern() }}')
                then '本年'
            when regexp_matches(before, '{{ comparison_pattern() }}')
                then
                    replace(
                        regexp_extract(
                            before,
                            '(?:{{ comparison_pattern() }})[^,;。:]*?(预算执行|预算|决算|执行)',
                            1
                        ),
                        '预算执行',
                        '执行'
                    )
        end as compared_words
    from sentence
    window in_paragraph as (partition by document_id, paragraph_no order by position_no)

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
    since_break,
    following,
    clause,
    clause_before,
    is_after_ordinal,
    lead_text,
    threshold,
    figure_kind,
    document_phase_code,
    unit_name,
    year_words,
    fiscal_year,
    is_reason,
    last_value(compared_words ignore nulls) over (
        partition by document_id, frame_no, paragraph_no order by position_no
    ) as basis_words
from framed
