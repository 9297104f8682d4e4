{{ config(materialized='ephemeral') }}

select
    rate.document_id,
    'narrative_change' as rule_id,
    rate.figure_no,
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
from {{ ref('int_narrative_quantity') }} as rate
inner join {{ ref('int_narrative_change') }} as changed
    on rate.document_id = changed.document_id and rate.change_no = changed.figure_no
union all
-- 减少 …，主要原因是 … 增加: the reason speaks of the other direction
select
    claim.document_id,
    'narrative_direction' as rule_id,
    claim.figure_no,
    unnest(['lhs', 'rhs']) as side,
    changed.line_no,
    unnest([changed.change_yuan, claim.reason_direction * abs(changed.change_yuan)])
        as amount_yuan,
    0 as rounding_yuan
from {{ ref('int_narrative_quantity') }} as claim
inner join {{ ref('int_narrative_change') }} as changed
    on
        claim.document_id = changed.document_id
        and coalesce(claim.change_no, claim.figure_no) = changed.figure_no
where claim.reason_direction is not null and changed.change_yuan != 0
