{{ config(materialized='ephemeral') }}

with

rated as (

    select
        share.document_id,
        share.figure_no,
        share.paragraph_no,
        share.section_code,
        share.line_no,
        share.amount_no,
        share.claim_kind,
        share.phase_code,
        amount.quantity,
        amount.rounding_yuan as amount_rounding_yuan,
        coalesce(whole.quantity, share.matched_yuan) as whole_yuan,
        share.rate,
        share.rate - share.rate_below as low_rate,
        share.rate + share.rate_above as high_rate,
        share.rate_half,
        coalesce(share_of.is_named, false) as is_whole_named,
        share_of.whole_topic_code,
        coalesce(whole.rounding_yuan, 50) as whole_rounding_yuan,
        -- what the tables print for both
        coalesce(amount.matched_yuan, amount.quantity) as tabled_yuan,
        coalesce(whole.matched_yuan, whole_yuan) as tabled_whole_yuan
    from {{ ref('int_narrative_quantity') }} as share
    inner join {{ ref('int_narrative_quantity') }} as amount
        on share.document_id = amount.document_id and share.amount_no = amount.figure_no
    left join {{ ref('int_narrative_quantity') }} as whole
        on share.document_id = whole.document_id and share.whole_no = whole.figure_no
    left join {{ ref('int_narrative_share_whole') }} as share_of
        on share.document_id = share_of.document_id and share.figure_no = share_of.figure_no
    where share.claim_kind in ('share', 'completion')

),

chosen as (

    -- A percentage that fits what the tables print is right: the amount of the sentence is the one
    -- that has slipped, and that is said once, of the amount.
    select
        * replace (
            if(is_tabled, tabled_yuan, quantity) as quantity,
            if(is_tabled, tabled_whole_yuan, whole_yuan) as whole_yuan
        )
    from (
        select
            *,
            not {{ is_rate_of(
                'quantity', 'whole_yuan', 'rated',
                '(amount_rounding_yuan + whole_rounding_yuan * rate)'
            ) }}
            and tabled_whole_yuan > 0
            and {{ is_rate_of(
                'tabled_yuan', 'tabled_whole_yuan', 'rated',
                '(amount_rounding_yuan + whole_rounding_yuan * rate)'
            ) }} as is_tabled
        from rated
        where whole_yuan > 0
    ) as rated

),

stated as (

    -- of the amounts that are x% of the whole, to the printed digit, the one nearest to the stated
    select
        *,
        whole_rounding_yuan * rate as rounding_yuan,
        {{ is_rate_of(
            'quantity', 'whole_yuan', 'chosen', '(amount_rounding_yuan + whole_rounding_yuan * rate)'
        ) }} as is_holding,
        {{ nearest_within(
            'quantity',
            'whole_yuan * if(is_holding, low_rate, rate - rate_half)',
            'whole_yuan * if(is_holding, high_rate, rate + rate_half)'
        ) }} as amount_yuan
    from chosen

),

other as (

    -- a percentage that another part of the same paragraph would be, or that fits another base
    select
        stated.document_id,
        stated.figure_no,
        bool_or(
            claim.paragraph_no = stated.paragraph_no
            and {{ is_rate_of(
                'claim.amount_yuan', 'stated.whole_yuan', 'stated', 'stated.amount_rounding_yuan'
            ) }}
        ) as is_other_part,
        bool_or(
            claim.topic_code is not null
            -- a whole that is named is that one, or the same of another fund
            and (not stated.is_whole_named or claim.topic_code = stated.whole_topic_code)
            and {{ is_rate_of(
                'stated.quantity', 'claim.amount_yuan', 'stated', 'stated.amount_rounding_yuan'
            ) }}
        ) as is_other_base
    from stated
    inner join {{ ref('int_narrative_claim') }} as claim using (document_id)
    where
        not stated.is_holding
        and claim.claim_kind in ('amount', 'prior_amount')
        and claim.amount_yuan > 0
        and claim.figure_no != stated.amount_no
    group by stated.document_id, stated.figure_no

)

select
    stated.document_id,
    if(
        coalesce(other.is_other_base, false),
        'narrative_other_base',
        concat('narrative_', stated.claim_kind)
    ) as rule_id,
    stated.figure_no,
    unnest(['lhs', 'rhs']) as side,
    unnest([if(stated.is_tabled, null, stated.amount_no), null]) as claim_no,
    stated.line_no,
    unnest([stated.quantity, stated.amount_yuan]) as amount_yuan,
    unnest([stated.amount_rounding_yuan, stated.rounding_yuan]) as rounding_yuan,
    stated.rate * 100 as stated_percentage,
    {{ percentage('stated.quantity', 'stated.whole_yuan') }} as computed_percentage
from stated
left join other using (document_id, figure_no)
where not coalesce(other.is_other_part, false)
union all
-- 年初预算 0 万元，完成年初预算的 95%: of nothing there is no rate
select
    document_id,
    'narrative_rate_of_nothing' as rule_id,
    figure_no,
    unnest(['lhs', 'rhs']) as side,
    unnest([amount_no, null]) as claim_no,
    line_no,
    unnest([null, 0]) as amount_yuan,
    unnest([null, whole_rounding_yuan * rate]) as rounding_yuan,
    rate * 100 as stated_percentage,
    null as computed_percentage
from rated
where claim_kind = 'completion' and whole_yuan = 0 and rate > 0 and quantity > 0
