select
    document_id,
    figure_no,
    section_code,
    paragraph_no,
    sentence_no,
    frame_no,
    position_no,
    place_count,
    line_no,
    figure_kind as claim_kind,
    topic.topic as topic_code,
    topic.subject as subject_code,
    is_named,
    own_text,
    regexp_extract(clause, '年初预算|全年预算|调整预算|预算|决算') as phase_words,
    year_offset,
    case
        when year_offset = -1
            then
                case
                    when regexp_matches(clause, '决算|执行|完成') then 'final'
                    when regexp_matches(clause, '预算') then 'budget'
                    else document_phase_code
                end
        when document_phase_code = 'budget' then 'budget'
        -- 小于年初预算数 3 万元: what differs from the budget are the accounts
        when figure_kind = 'change' and regexp_matches(clause, '{{ differing_pattern() }}')
            then document_phase_code
        when regexp_matches(clause, '年初预算') then 'budget'
        when
            regexp_matches(clause, '(?:全年|调整)预算|预算(?:数|资金|安排|的|为)*$')
            and not regexp_matches(clause, '(?:公共|基金|经营)预算$')
            then 'adjusted_budget'
        else document_phase_code
    end as phase_code,
    case
        when figure_kind = 'unchanged' or figure_kind = 'change' and amount = 0 then 0
        -- 增加(减少): nobody struck out one of the two
        when regexp_matches(clause, '[(/](?:减少|增加|增长|下降)\)?(?:了|为|约|近)?$') then null
        when
            regexp_matches(
                clause,
                '(?:减少|下降|降低|压[减缩]|节约|减|降|少|[减降]幅)(?:了|为|约|近)?$'
                || '|{{ differing_pattern('小低少') }}'
            )
            then -1
        when
            regexp_matches(
                clause,
                '(?:增加|增长|上升|提高|增|多|增幅)(?:了|为|约|近)?$|{{ differing_pattern('大高多') }}'
            )
            then 1
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
    -- half of the last digit: of the finest that the document prints in this unit, or of the
    -- figure's own where it is about
    0.5 / power(
        10,
        case
            when printed_unit like '%元'
                and printed_unit != '亿元'
                and not regexp_matches(clause, '[约近]$')
                then least(max(digit_count) over (partition by document_id, printed_unit), 2)
            else digit_count
        end
    ) as rounding,
    clause,
    lead_text,
    basis_words,
    case
        when
            regexp_matches(reason, '增加|增长|上升|提高|新增')
            and not regexp_matches(reason, '减少|下降|降低|压[减缩]|取消|完成|调[出走拨]')
            then 1
        when
            regexp_matches(reason, '减少|下降|降低|压[减缩]|取消')
            and not regexp_matches(reason, '增加|增长|上升|提高|新增')
            then -1
    end as reason_direction,
    nullif(trim(reason), '') as reason
from (
    select
        *,
        length(regexp_extract(printed_amount, '\.(\d+)$', 1)) as digit_count,
        -- a reason that goes on with figures is none that words decide
        if(
            regexp_matches(following, '原因[是为:]*一是'),
            regexp_extract(following, '原因[是为:]*([^。]*)。', 1),
            regexp_extract(following, '原因[是为:]*([^。;]*)[。;]', 1)
        ) as reason
    from {{ ref('int_narrative_spoken') }}
) as reasoned
