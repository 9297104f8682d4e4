{{ config(materialized='ephemeral') }}

with

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
    from {{ ref('int_narrative_quantity') }} as share
    inner join {{ ref('int_narrative_quantity') }} as amount
        on share.document_id = amount.document_id and share.amount_no = amount.figure_no
    left join {{ ref('int_narrative_quantity') }} as whole
        on share.document_id = whole.document_id and share.whole_no = whole.figure_no
    where
        share.claim_kind in ('share', 'completion')
        and coalesce(whole.quantity, share.matched_yuan) is not null

)

select
    document_id,
    rule_id,
    figure_no,
    unnest(['lhs', 'rhs']) as side,
    unnest([amount_no, null]) as claim_no,
    unnest([null, line_no]) as line_no,
    unnest([null, amount_yuan]) as amount_yuan,
    unnest([null, rounding_yuan]) as rounding_yuan
from rated
