{{ config(materialized='ephemeral') }}

with

term as (

    -- a figure of a sentence (claim_no), a cell of a table, or an amount that follows from figures
    select * from {{ ref('int_identity_narrative_amount') }}
    union all by name
    select * from {{ ref('int_identity_narrative_share') }}
    union all by name
    select * from {{ ref('int_identity_narrative_change') }}
    union all by name
    select * from {{ ref('int_identity_narrative_parts') }}

)

select
    term.document_id,
    term.rule_id,
    concat_ws('|', term.rule_id, term.figure_no, nullif(term.part_group, '')) as identity_code,
    term.side,
    null as form_code,
    concat(about.about_name, ' ', about.printed) as line_code,
    null as measure_code,
    -- a sentence is grid 0, its line the row, the figure's number the column
    if(term.claim_no is null, term.cell.grid_no, 0) as grid_no,
    coalesce(claim.line_no, term.cell.row_no) as row_no,
    coalesce(claim.figure_no, term.cell.column_no) as column_no,
    coalesce(claim.line_no, term.cell.line_no, term.line_no) as line_no,
    coalesce(claim.quantity, term.cell.amount_yuan, term.amount_yuan) as amount_yuan,
    coalesce(term.cell.is_printed, true) as is_printed,
    coalesce(claim.rounding_yuan, term.cell.rounding_yuan, term.rounding_yuan) as rounding_yuan,
    term.stated_percentage,
    term.computed_percentage,
    true as is_form_printed
from term
inner join {{ ref('int_narrative_quantity') }} as about using (document_id, figure_no)
left join {{ ref('int_narrative_quantity') }} as claim
    on term.document_id = claim.document_id and term.claim_no = claim.figure_no
