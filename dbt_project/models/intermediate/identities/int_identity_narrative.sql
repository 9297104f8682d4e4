with

claim as (

    select
        claim.document_id,
        claim.figure_no,
        claim.section_code,
        claim.topic_code,
        claim.line_no,
        claim.claim_kind,
        claim.phase_code,
        claim.direction,
        claim.reason_direction,
        (try_cast(claim.amount as decimal(9, 4)) * 0.01)::decimal(11, 6) as rate,
        (claim.rounding * 0.01)::decimal(12, 9) as rate_rounding,
        anchor.amount_no,
        anchor.whole_no,
        anchor.change_no,
        match.matched_yuan::decimal(24, 2) as matched_yuan,
        match.terms,
        concat_ws('.', claim.topic_code, claim.subject_code) as about,
        concat(topic.name, claim.subject_code) as about_name,
        concat(claim.printed_amount, claim.printed_unit) as printed,
        case when claim.claim_kind = 'count' then claim.printed_unit else '元' end as measured_in,
        coalesce(claim.amount_yuan, claim.amount)::decimal(24, 2) as quantity,
        coalesce(claim.yuan_per_unit * claim.rounding, 0)::decimal(18, 2) as rounding_yuan
    from {{ ref('int_narrative_claim') }} as claim
    inner join {{ ref('narrative_topic') }} as topic
        on claim.section_code = topic.section_code and claim.topic_code = topic.topic_code
    left join {{ ref('int_narrative_match') }} as match
        on claim.document_id = match.document_id and claim.figure_no = match.figure_no
    left join {{ ref('int_narrative_anchor') }} as anchor
        on claim.document_id = anchor.document_id and claim.figure_no = anchor.figure_no

),

stated as (

    select
        document_id,
        figure_no,
        matched_yuan,
        terms,
        case
            when topic_code = 'vehicles_held' then 'narrative_vehicles'
            when claim_kind = 'count' then 'narrative_count'
            when section_code = 'performance' then 'narrative_performance'
            else 'narrative_amount'
        end as rule_id,
        min(figure_no) over (
            partition by document_id, section_code, about, phase_code, measured_in
        ) as first_no
    from claim
    where claim_kind in ('amount', 'count')

),

tabled as (

    select
        document_id,
        rule_id,
        figure_no,
        unnest(terms) as cell
    from stated
    where matched_yuan is not null

),

rated as (

    -- of the amounts that are x% of the whole, to the printed digit, the one nearest to the stated
    select
        share.document_id,
        share.figure_no,
        share.line_no,
        share.amount_no,
        concat('narrative_', share.claim_kind) as rule_id,
        {{ nearest_within(
            'amount.quantity',
            'coalesce(whole.quantity, share.matched_yuan) * (share.rate - share.rate_rounding)',
            'coalesce(whole.quantity, share.matched_yuan) * (share.rate + share.rate_rounding)'
        ) }} as amount_yuan,
        coalesce(whole.rounding_yuan, 50) * share.rate as rounding_yuan
    from claim as share
    inner join claim as amount
        on share.document_id = amount.document_id and share.amount_no = amount.figure_no
    left join claim as whole
        on share.document_id = whole.document_id and share.whole_no = whole.figure_no
    where
        share.claim_kind in ('share', 'completion')
        and coalesce(whole.quantity, share.matched_yuan) is not null

),

changed as (

    -- what an amount was the year before, by the change that the sentence states
    select
        change.document_id,
        change.figure_no,
        change.line_no,
        change.amount_no,
        change.quantity * change.direction as change_yuan,
        change.rounding_yuan,
        amount.quantity - change.quantity * change.direction as base_yuan,
        amount.rounding_yuan + change.rounding_yuan as base_rounding_yuan
    from claim as change
    inner join claim as amount
        on change.document_id = amount.document_id and change.amount_no = amount.figure_no
    where change.claim_kind in ('change', 'unchanged') and change.direction is not null

),

placed as (

    select
        changed.*,
        claim.section_code,
        claim.phase_code,
        claim.about
    from changed
    inner join claim
        on changed.document_id = claim.document_id and changed.amount_no = claim.figure_no

),

based as (

    -- the same division a year before: every part and the whole say how they changed
    select
        division.document_id,
        division.whole_no,
        division.part_group,
        part.line_no,
        part.base_yuan,
        part.base_rounding_yuan,
        whole.line_no as whole_line_no,
        whole.base_yuan as whole_base_yuan,
        whole.base_rounding_yuan as whole_base_rounding_yuan
    from {{ ref('int_narrative_division') }} as division
    inner join claim as part_claim
        on
            division.document_id = part_claim.document_id
            and division.part_no = part_claim.figure_no
    inner join claim as whole_claim
        on
            division.document_id = whole_claim.document_id
            and division.whole_no = whole_claim.figure_no
    left join placed as part
        on
            part_claim.document_id = part.document_id
            and part_claim.section_code = part.section_code
            and part_claim.phase_code = part.phase_code
            and part_claim.about = part.about
    left join placed as whole
        on
            whole_claim.document_id = whole.document_id
            and whole_claim.section_code = whole.section_code
            and whole_claim.phase_code = whole.phase_code
            and whole_claim.about = whole.about
    window
        list_of_parts as (
            partition by division.document_id, division.whole_no, division.part_group
        )
    qualify
        count(*) over list_of_parts = count(part.base_yuan) over list_of_parts
        and whole.base_yuan is not null

),

claim_term as (

    -- terms that are figures of sentences
    select
        document_id,
        rule_id,
        figure_no,
        '' as part_group,
        -- a unit has at least the vehicles that its appropriations pay for
        case rule_id when 'narrative_vehicles' then 'rhs' else 'lhs' end as side,
        figure_no as claim_no
    from stated
    where matched_yuan is not null
    union all
    -- what no table states, the narrative itself may state twice
    select
        document_id,
        'narrative_repeat' as rule_id,
        figure_no,
        '' as part_group,
        unnest(['lhs', 'rhs']) as side,
        unnest([figure_no, first_no]) as claim_no
    from stated
    where matched_yuan is null and figure_no != first_no
    union all
    select
        document_id,
        rule_id,
        figure_no,
        '' as part_group,
        'lhs' as side,
        amount_no as claim_no
    from rated
    union all
    select distinct
        document_id,
        'narrative_parts' as rule_id,
        whole_no as figure_no,
        part_group,
        'lhs' as side,
        whole_no as claim_no
    from {{ ref('int_narrative_division') }}
    union all
    select
        document_id,
        'narrative_parts' as rule_id,
        whole_no as figure_no,
        part_group,
        'rhs' as side,
        part_no as claim_no
    from {{ ref('int_narrative_division') }}

),

derived_term as (

    -- terms that follow from figures of sentences
    select
        document_id,
        rule_id,
        figure_no,
        '' as part_group,
        'rhs' as side,
        line_no,
        amount_yuan,
        rounding_yuan
    from rated
    union all
    select
        rate.document_id,
        'narrative_change' as rule_id,
        rate.figure_no,
        '' as part_group,
        unnest(['lhs', 'rhs']) as side,
        rate.line_no,
        unnest(
            [
                changed.change_yuan,
                coalesce(rate.direction, 1)
                * {{ nearest_within(
                    'changed.change_yuan * coalesce(rate.direction, 1)',
                    'changed.base_yuan * (rate.rate - rate.rate_rounding)',
                    'changed.base_yuan * (rate.rate + rate.rate_rounding)'
                ) }}
            ]
        ) as amount_yuan,
        unnest([changed.rounding_yuan, changed.base_rounding_yuan * rate.rate]) as rounding_yuan
    from claim as rate
    inner join changed
        on rate.document_id = changed.document_id and rate.change_no = changed.figure_no
    union all
    -- 减少 …，主要原因是 … 增加: the reason speaks of the other direction
    select
        claim.document_id,
        'narrative_direction' as rule_id,
        claim.figure_no,
        '' as part_group,
        unnest(['lhs', 'rhs']) as side,
        changed.line_no,
        unnest([changed.change_yuan, claim.reason_direction * abs(changed.change_yuan)])
            as amount_yuan,
        0 as rounding_yuan
    from claim
    inner join changed
        on
            claim.document_id = changed.document_id
            and coalesce(claim.change_no, claim.figure_no) = changed.figure_no
    where claim.reason_direction is not null and changed.change_yuan != 0
    union all
    select distinct
        document_id,
        'narrative_base' as rule_id,
        whole_no as figure_no,
        part_group,
        'lhs' as side,
        whole_line_no as line_no,
        whole_base_yuan as amount_yuan,
        whole_base_rounding_yuan as rounding_yuan
    from based
    union all
    select
        document_id,
        'narrative_base' as rule_id,
        whole_no as figure_no,
        part_group,
        'rhs' as side,
        line_no,
        base_yuan as amount_yuan,
        base_rounding_yuan as rounding_yuan
    from based

),

term as (

    select
        term.document_id,
        term.rule_id,
        term.figure_no,
        term.part_group,
        term.side,
        -- a sentence is grid 0, its line the row, the figure's number the column
        0 as grid_no,
        claim.line_no as row_no,
        claim.figure_no as column_no,
        claim.line_no,
        claim.quantity as amount_yuan,
        claim.rounding_yuan,
        true as is_printed
    from claim_term as term
    inner join claim
        on term.document_id = claim.document_id and term.claim_no = claim.figure_no
    union all
    select
        document_id,
        rule_id,
        figure_no,
        part_group,
        side,
        null as grid_no,
        null as row_no,
        null as column_no,
        line_no,
        amount_yuan,
        rounding_yuan,
        true as is_printed
    from derived_term
    union all
    select
        document_id,
        rule_id,
        figure_no,
        '' as part_group,
        case rule_id when 'narrative_vehicles' then 'lhs' else 'rhs' end as side,
        cell.grid_no,
        cell.row_no,
        cell.column_no,
        cell.line_no,
        cell.amount_yuan,
        cell.yuan_per_unit * 0.005 as rounding_yuan,
        cell.is_printed
    from tabled

)

select
    term.document_id,
    term.rule_id,
    concat_ws('|', term.rule_id, term.figure_no, nullif(term.part_group, '')) as identity_code,
    term.side,
    null::varchar as form_code,
    concat(about.about_name, ' ', about.printed) as line_code,
    null::varchar as measure_code,
    term.grid_no::integer as grid_no,
    term.row_no::integer as row_no,
    term.column_no::integer as column_no,
    term.line_no::integer as line_no,
    term.amount_yuan::decimal(18, 2) as amount_yuan,
    term.is_printed,
    (term.rounding_yuan * 200)::decimal(18, 2) as yuan_per_unit,
    true as is_form_printed
from term
inner join claim as about
    on term.document_id = about.document_id and term.figure_no = about.figure_no
