{{ config(materialized='ephemeral') }}

-- what an amount was the year before, by the change that the sentence states
select
    change.document_id,
    change.figure_no,
    change.line_no,
    change.amount_no,
    change.direction,
    change.basis_words,
    amount.section_code,
    amount.phase_code,
    amount.about,
    change.quantity * change.direction as change_yuan,
    change.rounding_yuan,
    amount.quantity - change.quantity * change.direction as base_yuan,
    amount.rounding_yuan + change.rounding_yuan as base_rounding_yuan,
    -- what the table prints for the amount, less what the sentence says
    coalesce(amount.matched_yuan - amount.quantity, 0) as table_shift_yuan
from {{ ref('int_narrative_quantity') }} as change
inner join {{ ref('int_narrative_quantity') }} as amount
    on change.document_id = amount.document_id and change.amount_no = amount.figure_no
where change.claim_kind in ('change', 'unchanged') and change.direction is not null
