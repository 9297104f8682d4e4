{{ config(materialized='ephemeral') }}

select
    said.document_id,
    said.figure_no,
    case
        when said.is_undecided then { topic: '?', subject: null }
        when resolved.named is not null then resolved.named
        -- words that name nothing known: no other topic is meant
        when
            not regexp_full_match(
                said.topic_text,
                '(?:{{ plain_words_pattern() }}|资金|金额|涉及|财政|拨款|投入|使用|接待'
                || '|支出|收入|[支收]|执行|数|额|年初|调整|可比口径)*'
            )
            then { topic: '?', subject: null }
        -- an amount without a name is one of another year or phase, or of nobody knows what
        when
            said.figure_kind in ('amount', 'prior_amount')
            and said.place_count = 1
            and said.frame_position > 1
            and not (
                (said.figure_kind = 'prior_amount' or regexp_matches(said.clause, '[预决]算'))
                and regexp_full_match(
                    said.topic_text, '(?:支出|收入|年初|全年|当年|本年|调整|预算|决算|数|为|是|安排|执行|的)*'
                )
                -- 项目 38 个，涉及资金 x 万元
                or said.section_code = 'performance'
                and regexp_matches(said.clause, '涉及|共计|金额|资金')
            )
            then { topic: '?', subject: null }
    end as own_topic
from {{ ref('int_narrative_said') }} as said
left join {{ ref('int_narrative_topic') }} as resolved
    on said.document_id = resolved.document_id and said.figure_no = resolved.figure_no
