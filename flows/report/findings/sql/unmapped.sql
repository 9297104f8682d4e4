-- What was not understood, its kind in words.
select
    unmapped.document_id,
    kind.name as kind,
    coalesce(unmapped.text, '') as text,
    unmapped.occurrences,
    unmapped.first_line_no as line_no
from quality.rpt_unmapped as unmapped
semi join detailed using (document_id)
inner join staging.unmapped_kind as kind on unmapped.kind = kind.code
order by unmapped.kind, unmapped.text
