{{ config(materialized='ephemeral') }}

select
    form.document_id,
    form.form_no,
    {{ normalise_text('form.project_name') }} as name,
    form.project_name_key as name_key,
    {{ project_name_stem('form.project_name_key', project_name_key('document.unit_name')) }}
        as stem,
    case when length(form.filled_on) >= 12 then form.filled_on end as filled_at
from {{ ref('int_performance_form') }} as form
inner join {{ ref('int_document') }} as document using (document_id)
where form.form_scope = 'project' and form.project_name_key != ''
