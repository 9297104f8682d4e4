{{ config(materialized='ephemeral') }}

with

confirming as (

    -- what a notice compares and finds the same
    select
        term.document_id,
        term.identity_code,
        term.grid_no,
        term.row_no,
        term.column_no
    from {{ ref('int_identity_term') }} as term
    inner join {{ ref('int_identity') }} as result using (document_id, identity_code)
    inner join {{ ref('identity_rule') }} as rule on result.rule_id = rule.rule_id
    where
        term.row_no is not null
        and rule.relation = 'equal'
        and result.severity != 'law'
        and result.verdict in ('pass', 'rounding')
    union
    -- the whole of a percentage that holds, which is no term of it: 完成年初预算的 96.63%
    select
        share.document_id,
        result.identity_code,
        0 as grid_no,
        whole.line_no as row_no,
        share.whole_no as column_no
    from {{ ref('int_narrative_quantity') }} as share
    inner join {{ ref('int_narrative_quantity') }} as whole
        on share.document_id = whole.document_id and share.whole_no = whole.figure_no
    inner join {{ ref('int_identity') }} as result
        on
            share.document_id = result.document_id
            and concat('narrative_', share.claim_kind, '|', share.figure_no) = result.identity_code
    -- one that holds with what the tables print says nothing for the figures of the sentence
    inner join {{ ref('int_identity_term') }} as part
        on
            result.document_id = part.document_id
            and result.identity_code = part.identity_code
            and part.side = 'lhs'
            and part.grid_no = 0
    where
        share.claim_kind in ('share', 'completion')
        and result.verdict in ('pass', 'rounding')

)

-- One row per figure that holds where `int_identity_cell` does not look.
select
    document_id,
    grid_no,
    row_no,
    column_no,
    count(*) as confirming_count
from confirming
group by document_id, grid_no, row_no, column_no
