with

claim as (

    select
        claim.*,
        figure.end_position,
        figure.before,
        -- what stands in a reason is about its parts
        regexp_matches(
            regexp_extract(left(paragraph.text, figure.end_position), '[^。;]*$'),
            '原因|由于|因为|因[^公]|主要[是为系]|所致|增减相抵'
        ) as is_reason
    from {{ ref('int_narrative_claim') }} as claim
    inner join {{ ref('int_narrative_figure') }} as figure using (document_id, figure_no)
    inner join {{ ref('int_narrative_paragraph') }} as paragraph
        on
            claim.document_id = paragraph.document_id
            and claim.paragraph_no = paragraph.paragraph_no
    where claim.section_code not in ('performance', 'assets')

),

change as (

    select *
    from claim
    where
        claim_kind in ('change', 'unchanged', 'change_rate')
        and direction is not null
        -- 比年初预算 is counted from this year's own budget
        and coalesce(basis_words, '') != '本年'

),

next_to as (

    -- of what no topic is known: the amount just before, in the same clause or the one before it
    select
        change.document_id,
        change.figure_no,
        amount.figure_no as amount_no,
        regexp_replace(amount.own_text, '^[.、)0-9]+', '') as printed_topic
    from change
    inner join claim as amount
        on
            change.document_id = amount.document_id
            and change.paragraph_no = amount.paragraph_no
            and change.position_no = amount.position_no + 1
    where
        change.claim_kind in ('change', 'unchanged')
        and amount.claim_kind = 'amount'
        and amount.year_offset = 0
        and change.place_count = 1
        and amount.place_count = 1
        and not change.is_reason
        and not regexp_matches(change.before, '[。;]')
        and regexp_full_match(coalesce(change.own_text, ''), '(?:{{ plain_words_pattern() }})*')
        and coalesce(amount.own_text, '') != ''

),

rated as (

    -- 增加 x 万元，增长 y%: by the topic, else the figure just behind
    select
        change.document_id,
        change.figure_no,
        rate.amount as rate,
        rate.end_position
    from change
    left join {{ ref('int_narrative_anchor') }} as anchor
        on change.document_id = anchor.document_id and change.figure_no = anchor.change_no
    inner join claim as rate
        on
            change.document_id = rate.document_id
            and change.paragraph_no = rate.paragraph_no
            and rate.claim_kind = 'change_rate'
            and (
                anchor.figure_no = rate.figure_no
                or change.topic_code is null
                and change.position_no + change.place_count = rate.position_no
                and change.place_count = rate.place_count
                and not regexp_matches(rate.before, '[。;]')
            )
    where change.claim_kind = 'change'

),

between_years as (

    -- 上年 60.13 万元，今年 25.77 万元，减少 57.14%
    select
        rate.document_id,
        rate.figure_no,
        any_value(former.amount_yuan) as before_yuan
    from change as rate
    inner join claim as former
        on
            rate.document_id = former.document_id
            and rate.paragraph_no = former.paragraph_no
            and rate.topic_code = former.topic_code
            and rate.subject_code is not distinct from former.subject_code
            and former.claim_kind = 'prior_amount'
    where rate.claim_kind = 'change_rate'
    group by rate.document_id, rate.figure_no
    having count(*) = 1

),

stated as (

    select
        change.document_id,
        change.figure_no,
        change.paragraph_no,
        change.section_code,
        change.topic_code,
        change.claim_kind,
        change.own_text,
        change.is_reason,
        change.direction,
        change.amount,
        change.amount_yuan,
        coalesce(anchor.amount_no, next_to.amount_no) as amount_no,
        if(anchor.amount_no is null, next_to.printed_topic, null) as printed_topic,
        if(change.claim_kind = 'change_rate', change.amount, rated.rate) as rate,
        greatest(change.end_position, rated.end_position) as end_position,
        between_years.before_yuan
    from change
    left join {{ ref('int_narrative_anchor') }} as anchor using (document_id, figure_no)
    left join next_to using (document_id, figure_no)
    left join rated using (document_id, figure_no)
    left join between_years using (document_id, figure_no)
    -- the rate of a change is told with it
    where change.claim_kind != 'change_rate' or anchor.change_no is null

)

select
    stated.document_id,
    stated.figure_no,
    stated.paragraph_no,
    stated.amount_no,
    stated.printed_topic,
    amount.amount_yuan as now_yuan,
    case
        when stated.claim_kind = 'change_rate' then amount.amount_yuan - stated.before_yuan
        else stated.amount_yuan * stated.direction
    end::decimal(18, 2) as change_yuan,
    case
        when stated.claim_kind = 'change_rate' then stated.before_yuan
        else amount.amount_yuan - stated.amount_yuan * stated.direction
    end::decimal(18, 2) as before_yuan,
    (stated.rate * stated.direction)::decimal(18, 4) as stated_rate,
    stated.end_position
from stated
left join claim as amount
    on stated.document_id = amount.document_id and stated.amount_no = amount.figure_no
where
    stated.amount_no is not null
    -- 按同口径，本年比上年减少 161.96 万元: of what the section is about
    or stated.section_code = 'agency_operating'
    and stated.claim_kind = 'change'
    and not stated.is_reason
    and regexp_full_match(coalesce(stated.own_text, ''), '(?:{{ plain_words_pattern() }})*')
