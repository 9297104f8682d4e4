{{ config(materialized='ephemeral') }}
with

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
    from {{ ref('int_narrative_quantity') }}
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

)

select
    document_id,
    rule_id,
    figure_no,
    -- a unit has at least the vehicles that its appropriations pay for
    case rule_id when 'narrative_vehicles' then 'rhs' else 'lhs' end as side,
    figure_no as claim_no
from stated
where matched_yuan is not null
union all by name
select
    document_id,
    rule_id,
    figure_no,
    case rule_id when 'narrative_vehicles' then 'lhs' else 'rhs' end as side,
    cell.grid_no,
    cell.row_no,
    cell.column_no,
    cell.line_no,
    cell.amount_yuan,
    cell.yuan_per_unit * 0.005 as rounding_yuan,
    cell.is_printed
from tabled
union all by name
-- what no table states, the narrative itself may state twice
select
    document_id,
    'narrative_repeat' as rule_id,
    figure_no,
    unnest(['lhs', 'rhs']) as side,
    unnest([figure_no, first_no]) as claim_no
from stated
where matched_yuan is null and figure_no != first_no
