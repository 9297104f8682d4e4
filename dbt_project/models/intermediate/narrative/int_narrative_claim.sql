select
    document_id,
    figure_no,
    section_code,
    paragraph_no,
    sentence_no,
    position_no,
    line_no,
    figure_kind as claim_kind,
    topic.topic as topic_code,
    topic.subject as subject_code,
    case
        when document_phase_code = 'budget' then 'budget'
        when regexp_matches(lead_text, '年初预算') then 'budget'
        when regexp_matches(lead_text, '(?:全年|调整)预算|预算(?:数|安排|的|为)*$')
            then 'adjusted_budget'
        else document_phase_code
    end as phase_code,
    case
        when figure_kind = 'unchanged' then 0
        when regexp_matches(lead_text, '(?:减少|下降|降低|压[减缩]|节约|少|[减降]幅)(?:了|为|约)?$') then -1
        when regexp_matches(lead_text, '(?:增加|增长|上升|提高|多|增幅)(?:了|为|约)?$') then 1
    end as direction,
    printed_amount,
    printed_unit,
    case when figure_kind = 'unchanged' then 0 else amount end as amount,
    case
        when figure_kind = 'unchanged' then 0
        when printed_unit like '%元' then {{ to_yuan('amount', yuan_per('printed_unit')) }}
    end::decimal(18, 2) as amount_yuan,
    case
        when printed_unit like '%元' then {{ yuan_per('printed_unit') }}
        when figure_kind = 'unchanged' then 0
    end as yuan_per_unit,
    -- half of the last printed digit: of a hundredth, or of a coarser one in a rounded figure
    0.5 / power(
        10,
        case
            when printed_unit like '%元'
                and printed_unit != '亿元'
                and not regexp_matches(lead_text, '[约近]$')
                then 2
            else length(regexp_extract(printed_amount, '\.(\d+)$', 1))
        end
    ) as rounding,
    lead_text,
    case
        when
            regexp_matches(reason, '增加|增长|上升|提高|新增')
            and not regexp_matches(reason, '减少|下降|降低|压[减缩]|取消|完成|调[出走拨]')
            then 1
        when
            regexp_matches(reason, '减少|下降|降低|压[减缩]|取消')
            and not regexp_matches(reason, '增加|增长|上升|提高|新增')
            then -1
    end as reason_direction
from (
    select
        *,
        regexp_extract(following, '原因[是为:]*([^。;]*)', 1) as reason
    from {{ ref('int_narrative_spoken') }}
) as reasoned
