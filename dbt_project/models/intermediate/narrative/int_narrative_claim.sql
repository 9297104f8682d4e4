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

),

said as (

    -- the words that may name the topic, the nearest first
    select
        figure.* exclude (figure_kind),
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

),

named as (

    select
        said.document_id,
        said.figure_no,
        topic.topic_code,
        case
            when regexp_matches(said.own_text, topic.pattern) then 1
            when regexp_matches(said.topic_text, topic.pattern) then 2
            else 4
        end as distance,
        topic.precedence
    from said
    inner join {{ ref('narrative_topic') }} as topic
        on
            said.section_code = topic.section_code
            and topic.pattern is not null
            and (
                regexp_matches(said.own_text, topic.pattern)
                or regexp_matches(said.topic_text, topic.pattern)
                or said.context_text != ''
                and regexp_matches(said.context_text, topic.pattern)
            )
    where said.own_text != '' or said.context_text != ''

),

named_subject as (

    select
        document_id,
        figure_no,
        {{ name_key(
            "case when context_text = '' then topic_text else "
            ~ clause_topic("ltrim(context_text, '.)')") ~ " end"
        ) }} as name_key
    from said
    where section_code not in ('procurement', 'assets', 'three_public')

),

subject_candidate as (

    -- a 类 by its official name
    select
        spoken.document_id,
        spoken.figure_no,
        official.code,
        levenshtein(spoken.name_key, official.name_key) as slip
    from named_subject as spoken
    inner join (
        select
            code,
            {{ name_key('name') }} as name_key
        from {{ ref('functional_class') }}
    ) as official
        on
            spoken.name_key = official.name_key
            or length(official.code) = 3
            and least(length(spoken.name_key), length(official.name_key)) >= 7
            and levenshtein(spoken.name_key, official.name_key) <= 6
    union all
    -- a 款 or 项 by the name that the document's own tables print
    select
        spoken.document_id,
        spoken.figure_no,
        printed.code,
        0 as slip
    from named_subject as spoken
    inner join (
        select distinct
            document_id,
            subject_code as code,
            {{ name_key("regexp_replace(printed_label, '^\\d{3,7}', '')") }} as name_key
        from {{ ref('int_line') }}
        where length(subject_code) >= 5 and not is_total
    ) as printed
        on spoken.document_id = printed.document_id and spoken.name_key = printed.name_key

),

subject as (

    select
        document_id,
        figure_no,
        '{class}' as topic_code,
        code as subject_code,
        slip
    from subject_candidate
    -- of namesakes none is meant for certain
    qualify
        rank() over (partition by document_id, figure_no order by slip, length(code)) = 1
        and count(*) over (partition by document_id, figure_no, slip, length(code)) = 1

),

resolved as (

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
        from named
        union all
        select
            document_id,
            figure_no,
            topic_code,
            subject_code,
            2 + least(slip, 1) as distance,
            5 as precedence
        from subject
    ) as candidate
    group by document_id, figure_no

),

carried as (

    select
        said.*,
        resolved.named as own_topic,
        last_value(resolved.named ignore nulls) over (
            partition by said.document_id, said.paragraph_no
            order by said.position_no
        ) as nearest_topic,
        count(*) filter (where regexp_matches(said.before, '其中')) over (
            partition by said.document_id, said.paragraph_no, said.sentence_no
            order by said.position_no
        ) as part_no
    from said
    left join resolved
        on said.document_id = resolved.document_id and said.figure_no = resolved.figure_no

),

headed as (

    -- A 万元，其中：B 万元，C 万元，比上年增加 …: what grew is A
    select
        carried.*,
        count(*) filter (where carried.figure_kind = 'amount') over part_so_far as part_amounts,
        count(*) filter (where carried.figure_kind in ('change', 'unchanged')) over part_so_far
            as part_changes,
        max_by(carried.own_topic, carried.position_no) filter (
            where carried.part_no = 0 and carried.own_topic is not null
        ) over (
            partition by carried.document_id, carried.paragraph_no, carried.sentence_no
        ) as head_topic
    from carried
    window part_so_far as (
        partition by
            carried.document_id, carried.paragraph_no, carried.sentence_no, carried.part_no
        order by carried.position_no
    )

),

topical as (

    select
        headed.*,
        case
            when headed.own_topic is not null then headed.own_topic
            -- a section that begins with a bare amount begins with its total
            when headed.figure_kind = 'amount' and headed.nearest_topic is null
                then { topic: total.topic_code, subject: null }
            when
                headed.figure_kind in ('change', 'change_rate', 'unchanged')
                and headed.part_no > 0
                and headed.part_amounts >= 2
                and headed.part_changes <= 1
                and not regexp_matches(headed.before, '[。;、]')
                then headed.head_topic
            when headed.context_text = '' or headed.figure_kind != 'count'
                then headed.nearest_topic
        end as topic
    from headed
    left join {{ ref('narrative_topic') }} as total
        on headed.section_code = total.section_code and total.topic_code = 'total'

)

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
    from topical
) as reasoned
