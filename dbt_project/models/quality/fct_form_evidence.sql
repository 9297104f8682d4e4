select
    {{ surrogate_key(['evidence.document_id', 'evidence.grid_no', 'evidence.form_code']) }}
        as form_evidence_key,
    evidence.document_id,
    evidence.grid_no,
    grid.first_line_no,
    grid.title,
    evidence.form_code,
    form.name as form_name,
    evidence.title_weight,
    evidence.header_weight,
    evidence.label_weight,
    evidence.code_weight,
    evidence.sum_weight,
    evidence.weight,
    evidence.rank,
    evidence.margin,
    evidence.verdict,
    evidence.is_chosen
from {{ ref('int_form_evidence') }} as evidence
inner join {{ ref('form') }} as form on evidence.form_code = form.form_code
inner join {{ ref('int_grid') }} as grid
    on evidence.document_id = grid.document_id and evidence.grid_no = grid.grid_no
