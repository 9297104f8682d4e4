{{ config(materialized='ephemeral') }}

with

stated as (

    select
        document_id,
        figure_no,
        matched_yuan,
        terms,
        claim_kind,
        case
            when topic_code = 'vehicles_held' then 'narrative_vehicles'
            when claim_kind = 'count' then 'narrative_count'
            when section_code = 'performance' then 'narrative_performance'
            -- 万元 for 元, once; where sentences agree with each other it is the table's unit
            when
                {{ is_in_other_unit() }}
                and count(*) filter (where {{ is_in_other_unit() }}) over (
                    partition by document_id
                ) = 1
                then 'narrative_unit'
            else 'narrative_amount'
        end as rule_id,
        min(figure_no) over (
            partition by document_id, section_code, about, phase_code, words
        ) as first_no
    from {{ ref('int_narrative_quantity') }}
    where
        claim_kind in ('amount', 'count')
        -- not every project has to have targets
        and not (
            topic_code in ('managed', 'disclosed', 'department_evaluated')
            and claim_kind = 'amount'
            and coalesce(quantity < matched_yuan, false)
        )

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

repeated as (

    -- what no table states, the narrative itself may state twice
    select
        *,
        unnest(['lhs', 'rhs']) as side,
        unnest([figure_no, first_no]) as claim_no
    from stated
    where matched_yuan is null and figure_no != first_no and claim_kind = 'amount'

)

select
    document_id,
    rule_id,
    figure_no,
    -- a unit has at least the vehicles that its appropriations pay for
    if(rule_id = 'narrative_vehicles', 'rhs', 'lhs') as side,
    figure_no as claim_no,
    null as cell
from stated
where matched_yuan is not null
union all
select
    document_id,
    rule_id,
    figure_no,
    if(rule_id = 'narrative_vehicles', 'lhs', 'rhs') as side,
    null as claim_no,
    cell
from tabled
union all
select
    document_id,
    'narrative_repeat' as rule_id,
    figure_no,
    side,
    claim_no,
    null as cell
from repeated
