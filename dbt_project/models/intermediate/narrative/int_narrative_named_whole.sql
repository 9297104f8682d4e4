{{ config(materialized='ephemeral') }}

with

share as (

    select
        *,
        regexp_extract(clause, '占比?(.*?)(?:的|比例|比重|比)*$', 1) as whole_text
    from {{ ref('int_narrative_about') }}
    where claim_kind = 'share'

)

-- 占本年支出合计的: a whole by name, of this section or of the accounts as such
select
    share.document_id,
    share.figure_no,
    topic.section_code,
    topic.topic_code,
    topic.precedence + if(topic.section_code = share.section_code, 0, 100) as precedence
from share
inner join {{ ref('narrative_topic') }} as topic
    on
        topic.section_code in ('expenditure', 'income', 'procurement', share.section_code)
        and (
            regexp_matches({{ clause_topic('share.whole_text') }}, topic.pattern)
            or regexp_matches(share.whole_text, topic.pattern)
        )
        -- of the accounts no budget is a whole: 占部门预算项目支出总额的
        and (
            share.phase_code = 'budget'
            or not regexp_matches(share.whole_text, '部门预算|年初预算|预算(?:总额|总数|数)')
        )
        and regexp_full_match(
            regexp_replace(
                if(
                    regexp_matches(share.whole_text, topic.pattern),
                    share.whole_text,
                    {{ clause_topic('share.whole_text') }}
                ),
                '(?:' || topic.pattern || ').*',
                ''
            ),
            '(?:{{ plain_words_pattern() }})*'
            || if(
                share.section_code = topic.section_code
                and topic.section_code not in ('overview', 'income', 'expenditure'),
                '(?:财政|拨款|三公经费|一般公共预算|政府性基金|预算)*',
                ''
            )
        )
where length(share.whole_text) >= 2
