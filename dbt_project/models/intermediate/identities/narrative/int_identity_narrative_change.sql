{{ config(materialized='ephemeral') }}

with

changed as (

    select
        figure_no as change_no,
        document_id,
        amount_no,
        change_yuan,
        rounding_yuan,
        base_yuan,
        base_rounding_yuan,
        direction,
        -- by how much the table differs from what the sentence says of the amount
        table_shift_yuan as base_shift_yuan,
        0 as change_shift_yuan
    from {{ ref('int_narrative_change') }}

),

between_years as (

    -- 上年 60.13 万元，今年 25.77 万元，减少 57.14 %: the change between two amounts
    select
        rate.figure_no as rate_no,
        rate.document_id,
        rate.amount_no,
        amount.quantity - former.quantity as change_yuan,
        amount.rounding_yuan + former.rounding_yuan as rounding_yuan,
        former.quantity as base_yuan,
        former.rounding_yuan as base_rounding_yuan,
        sign(amount.quantity - former.quantity)::integer as direction,
        0 as base_shift_yuan,
        coalesce(amount.matched_yuan - amount.quantity, 0) as change_shift_yuan
    from {{ ref('int_narrative_quantity') }} as rate
    inner join {{ ref('int_narrative_quantity') }} as amount
        on rate.document_id = amount.document_id and rate.amount_no = amount.figure_no
    inner join {{ ref('int_narrative_quantity') }} as former
        on
            rate.document_id = former.document_id
            and rate.paragraph_no = former.paragraph_no
            and rate.about = former.about
            and former.claim_kind = 'prior_amount'
    where rate.claim_kind = 'change_rate' and rate.change_no is null
    qualify count(*) over (partition by rate.document_id, rate.figure_no) = 1

),

rated as (

    select
        rate.document_id,
        rate.figure_no,
        rate.paragraph_no,
        rate.line_no,
        rate.rate,
        changed.amount_no,
        changed.change_yuan,
        changed.rounding_yuan,
        changed.base_yuan,
        changed.base_rounding_yuan,
        changed.change_yuan + changed.change_shift_yuan as tabled_change_yuan,
        changed.base_yuan + changed.base_shift_yuan as tabled_base_yuan,
        coalesce(rate.direction, changed.direction) as direction,
        rate.rate_half,
        rate.rate - rate.rate_below as low_rate,
        rate.rate + rate.rate_above as high_rate
    from {{ ref('int_narrative_quantity') }} as rate
    inner join (
        select
            * exclude (change_no),
            change_no as rate_or_change_no
        from changed
        union all
        select
            * exclude (rate_no),
            rate_no as rate_or_change_no
        from between_years
    ) as changed
        on
            rate.document_id = changed.document_id
            and coalesce(rate.change_no, rate.figure_no) = changed.rate_or_change_no
    where rate.claim_kind = 'change_rate' and changed.base_yuan >= 0

),

chosen as (

    -- a rate that fits the amount that the table prints is right, and the sentence's amount is not
    select
        * replace (
            if(is_tabled, tabled_change_yuan, change_yuan) as change_yuan,
            if(is_tabled, tabled_base_yuan, base_yuan) as base_yuan
        )
    from (
        select
            *,
            not {{ is_rate_of(
                'change_yuan * direction',
                'base_yuan',
                'rated',
                '(rounding_yuan + base_rounding_yuan * rate)'
            ) }}
            and tabled_base_yuan > 0
            and {{ is_rate_of(
                'tabled_change_yuan * direction',
                'tabled_base_yuan',
                'rated',
                '(rounding_yuan + base_rounding_yuan * rate)'
            ) }} as is_tabled
        from rated
        where base_yuan > 0
    ) as rated

),

stated as (

    select
        *,
        {{ is_rate_of(
            'change_yuan * direction',
            'base_yuan',
            'chosen',
            '(rounding_yuan + base_rounding_yuan * rate)'
        ) }} as is_holding,
        direction * {{ nearest_within(
            'change_yuan * direction',
            'base_yuan * if(is_holding, low_rate, rate - rate_half)',
            'base_yuan * if(is_holding, high_rate, rate + rate_half)'
        ) }} as amount_yuan
    from chosen

),

other as (

    -- what changed may be another amount of the paragraph; or the rate has another base
    select
        stated.document_id,
        stated.figure_no,
        bool_or(
            claim.figure_no != stated.amount_no
            and {{ is_rate_of(
                'abs(stated.change_yuan)',
                'greatest(claim.amount_yuan - stated.change_yuan, 0)',
                'stated',
                'stated.rounding_yuan'
            ) }}
        ) as is_other_amount,
        bool_or(
            {{ is_rate_of(
                'abs(stated.change_yuan)', 'claim.amount_yuan', 'stated', 'stated.rounding_yuan'
            ) }}
        ) as is_other_base
    from stated
    inner join {{ ref('int_narrative_claim') }} as claim using (document_id, paragraph_no)
    where
        not stated.is_holding
        and claim.claim_kind in ('amount', 'prior_amount')
        and claim.amount_yuan > 0
    group by stated.document_id, stated.figure_no

)

select
    stated.document_id,
    if(coalesce(other.is_other_base, false), 'narrative_other_base', 'narrative_change') as rule_id,
    stated.figure_no,
    unnest(['lhs', 'rhs']) as side,
    stated.line_no,
    unnest([stated.change_yuan, stated.amount_yuan]) as amount_yuan,
    unnest([stated.rounding_yuan, stated.base_rounding_yuan * stated.rate]) as rounding_yuan,
    stated.rate * 100 as stated_percentage,
    {{ percentage('stated.change_yuan * stated.direction', 'stated.base_yuan') }}
        as computed_percentage
from stated
left join other using (document_id, figure_no)
where not coalesce(other.is_other_amount, false)
union all
-- 由 0 万元增加到 25 万元，增长 100%: from nothing there is no rate
select
    document_id,
    'narrative_rate_of_nothing' as rule_id,
    figure_no,
    unnest(['lhs', 'rhs']) as side,
    line_no,
    unnest([change_yuan, 0]) as amount_yuan,
    unnest([rounding_yuan, base_rounding_yuan * rate]) as rounding_yuan,
    rate * 100 as stated_percentage,
    null as computed_percentage
from rated
where base_yuan = 0 and rate > 0 and change_yuan > 0
union all
-- 减少 …，主要原因是 … 增加: the reason speaks of the other direction
select
    claim.document_id,
    'narrative_direction' as rule_id,
    claim.figure_no,
    unnest(['lhs', 'rhs']) as side,
    claim.line_no,
    unnest([changed.change_yuan, claim.reason_direction * abs(changed.change_yuan)])
        as amount_yuan,
    0 as rounding_yuan,
    null as stated_percentage,
    null as computed_percentage
from {{ ref('int_narrative_quantity') }} as claim
inner join (
    select
        document_id,
        change_no as figure_no,
        change_yuan
    from changed
    union all
    select
        document_id,
        rate_no as figure_no,
        change_yuan
    from between_years
) as changed
    on
        claim.document_id = changed.document_id
        and coalesce(claim.change_no, claim.figure_no) = changed.figure_no
where claim.reason_direction is not null and changed.change_yuan != 0
