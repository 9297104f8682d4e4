{{ config(materialized='ephemeral') }}

-- the same form twice: the same name, or filed at the same second under a misread name
select
    form.document_id,
    form.form_no,
    other.form_no as other_form_no
from {{ ref('int_performance_named_form') }} as form
inner join {{ ref('int_performance_named_form') }} as other
    on form.document_id = other.document_id and form.form_no != other.form_no
where
    form.name_key = other.name_key
    or (
        form.filled_at = other.filled_at
        and {{ is_near_name('form.name_key', 'other.name_key') }}
    )
