-- The labels that were read from the row beside them.
select
    document_id,
    line_no,
    coalesce(printed_label, '') as printed_label,
    repaired_label,
    reason
from quality.fct_label_repair
semi join detailed using (document_id)
order by line_no
