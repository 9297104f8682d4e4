{{ config(materialized='ephemeral') }}

with

stated as (

    -- what stands behind a label, joined where a page or the cell was too narrow
    select
        cell.document_id,
        cell.form_no,
        coalesce(cell.attribute, cell.owner) as attribute,
        nullif(
            string_agg(coalesce(cell.rest, cell.text), '' order by cell.line_no, cell.column_no), ''
        ) as text,
        first(coalesce(cell.rest, cell.text) order by cell.line_no, cell.column_no) as first_text,
        min(cell.line_no) as line_no
    from {{ ref('int_performance_form_cell') }} as cell
    inner join {{ ref('int_performance_evident_form') }} as evident
        on
            cell.document_id = evident.document_id
            and cell.form_no = evident.form_no
            and cell.line_no >= evident.first_label_line_no
    where
        (cell.attribute is null or cell.rest is not null)
        and coalesce(cell.attribute, cell.owner) in (
            'project_name', 'unit_name', 'agency', 'implementing_unit', 'project_type',
            'project_period', 'filled_on'
        )
    group by cell.document_id, cell.form_no, coalesce(cell.attribute, cell.owner)

)

select
    document_id,
    form_no,
    max(text) filter (where attribute = 'project_name') as project_name,
    max(line_no) filter (where attribute = 'project_name') as project_name_line_no,
    max(first_text) filter (where attribute = 'unit_name') as unit_name,
    max(text) filter (where attribute = 'agency') as agency,
    max(text) filter (where attribute = 'implementing_unit') as implementing_unit,
    max(text) filter (where attribute = 'project_type') as project_type,
    max(text) filter (where attribute = 'project_period') as project_period,
    nullif(
        regexp_replace(max(text) filter (where attribute = 'filled_on'), '\D', '', 'g'), ''
    ) as filled_on
from stated
group by document_id, form_no
