-- The figures that failing identities point at, and how often a sentence prints them before.
select
    suspect.document_id,
    suspect.suspect_kind,
    suspect.line_no,
    suspect.column_no,
    suspect.printed_amount,
    suspect.proposed_amount_yuan as proposed_yuan,
    suspect.confidence,
    suspect.explained_count,
    suspect.broken_count,
    suspect.tie_count,
    suspect.rule_ids,
    count(claim.figure_no) as prints_before
from quality.fct_suspect_cell as suspect
semi join detailed using (document_id)
left join intermediate.int_narrative_claim as claim
    on suspect.suspect_kind = 'sentence' and suspect.document_id = claim.document_id
        and suspect.line_no = claim.line_no and suspect.printed_amount = claim.printed_amount
        and suspect.column_no > claim.figure_no
group by all
order by confidence desc, line_no asc, column_no asc, suspect_kind asc
