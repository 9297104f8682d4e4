select
    suspect.document_id, suspect.suspect_kind, suspect.line_no, suspect.column_no,
    suspect.printed_amount, suspect.proposed_amount_yuan as proposed_yuan, suspect.confidence,
    suspect.explained_count, suspect.broken_count, suspect.tie_count, suspect.rule_ids,
    count(claim.figure_no) as prints_before
from quality.fct_suspect_cell as suspect
semi join detailed using (document_id)
left join intermediate.int_narrative_claim as claim
    on suspect.suspect_kind = 'sentence' and claim.document_id = suspect.document_id
    and claim.line_no = suspect.line_no and claim.printed_amount = suspect.printed_amount
    and claim.figure_no < suspect.column_no
group by all
order by confidence desc, line_no, column_no, suspect_kind
