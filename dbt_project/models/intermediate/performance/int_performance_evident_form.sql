{{ config(materialized='ephemeral') }}

-- a form speaks of plans or indicators; with scores it is a self-evaluation, with neither some
-- other table that begins with 项目名称
select
    document_id,
    form_no,
    min(line_no) filter (where attribute is not null) as first_label_line_no
from {{ ref('int_performance_form_cell') }}
group by document_id, form_no
having
    bool_or(
        attribute in (
            'agency', 'implementing_unit', 'project_type', 'project_period', 'text', 'header',
            'level_1', 'level_2'
        )
    )
    and count(distinct text) filter (where attribute = 'self_evaluation') < 2
