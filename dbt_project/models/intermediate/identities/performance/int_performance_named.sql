{{ config(materialized='ephemeral') }}

select
    document_id,
    form_no,
    form.form_scope,
    form.first_line_no,
    coalesce(form.project_name, form.title) as name,
    match.project_key,
    match.statement_code,
    match.project_amount_yuan,
    coalesce(match.is_repeated, false) as is_repeated,
    match.first_form_no
from {{ ref('int_performance_form') }} as form
left join {{ ref('int_performance_match') }} as match using (document_id, form_no)
