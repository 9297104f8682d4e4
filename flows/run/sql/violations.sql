select
    document.source_path,
    result.severity,
    result.description,
    result.lhs_yuan,
    result.rhs_yuan,
    result.difference_yuan,
    result.line_nos
from quality.fct_identity_result as result
inner join raw.document as document using (document_id)
where result.verdict = 'violation'
order by result.severity, document.source_path, result.line_nos
