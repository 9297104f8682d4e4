-- Where totals of a statement are printed.
select
    document.document_id,
    total.flow,
    if(total.expenditure_kind_key > 0, kind.code, null) as kind,
    total.amount_yuan,
    total.line_no,
    total.column_no
from marts.fct_reported_total as total
inner join marts.dim_document as document on total.document_key = document.document_key
inner join marts.dim_expenditure_kind as kind
    on total.expenditure_kind_key = kind.expenditure_kind_key
where
    document.status = 'current'
    and total.subject_key < 0
    and total.department_economic_class_key < 0
    and total.project_key < 0
    and total.line_item_key < 0
order by total.line_no, total.column_no, document.document_id
