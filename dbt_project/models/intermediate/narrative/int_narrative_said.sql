{{ config(materialized='ephemeral') }}

with

figure as (

    select
        figure.*,
        document.fiscal_year,
        document.phase_code as document_phase_code,
        -- 单价100万元以上设备 0 台: the threshold belongs to the name
        case
            when lag(figure.figure_kind) over in_paragraph = 'threshold'
                then concat(
                        lag(figure.printed_amount) over in_paragraph,
                        lag(figure.printed_unit) over in_paragraph,
                        figure.lead_text
                    )
            when figure.figure_kind in ('change', 'unchanged', 'change_rate')
                then {{ before_comparison('figure.lead_text') }}
            when figure.figure_kind = 'share' then regexp_extract(figure.lead_text, '^(.*)占', 1)
            when figure.figure_kind = 'completion'
                then regexp_extract(figure.lead_text, '^(.*?)(?:完成|执行率|预算)', 1)
            else figure.lead_text
        end as own_text,
        case
            when
                lag(figure.figure_kind) over in_paragraph = 'date'
                and lag(figure.printed_unit) over in_paragraph = '年'
                and figure.before = figure.lead_text
                then lag(figure.amount) over in_paragraph
        end as stated_year
    from {{ ref('int_narrative_figure') }} as figure
    inner join {{ ref('int_document') }} as document
        on figure.document_id = document.document_id
    window in_paragraph as (
        partition by figure.document_id, figure.paragraph_no order by figure.position_no
    )

)

-- the words that may name the topic, the nearest first
select
    figure.document_id,
    figure.figure_no,
    figure.section_code,
    figure.paragraph_no,
    figure.sentence_no,
    figure.position_no,
    figure.line_no,
    figure.printed_amount,
    figure.printed_unit,
    figure.amount,
    figure.before,
    figure.following,
    figure.lead_text,
    figure.document_phase_code,
    figure.own_text,
    case
        when
            figure.figure_kind = 'amount'
            and (
                figure.stated_year < figure.fiscal_year
                or regexp_matches(figure.own_text, '(?:上|去)年(?:决算|预算|执行)?数?为?$')
            )
            then 'prior_amount'
        else figure.figure_kind
    end as figure_kind,
    {{ clause_topic('figure.own_text') }} as topic_text,
    case
        when
            regexp_full_match(
                {{ clause_topic('figure.own_text') }},
                '(?:资金|金额|部门|涉及|预算|财政|拨款|投入|使用|接待|[支收][出入]|[总计])*'
            )
            or figure.figure_kind = 'count' and figure.own_text like '%等'
            then
                case
                    when
                        figure.figure_kind = 'count'
                        and regexp_matches(figure.own_text, '^$|等$')
                        and regexp_matches(figure.following, '^[^,;。:(]')
                        then regexp_extract(figure.following, '^[^,;。:(]*')
                    when figure.figure_kind in ('amount', 'count')
                        then
                            regexp_extract(
                                figure.before, '([^,;。:、!]+)[,;。:、][^,;。:、!]*$', 1
                            )
                    else ''
                end
        else ''
    end as context_text
from figure
where figure.figure_kind not in ('date', 'ordinal', 'identifier', 'threshold')
