{{ config(materialized='ephemeral') }}

-- a table under a line like 单位：万元, or among the statutory ones, that is no form of ours
select
    document_id,
    'table_not_recognised' as kind,
    title as text,
    first_line_no as line_no
from {{ ref('int_grid') }} as grid
where
    form_code is null
    and body_cell_count > 0
    and (
        has_unit_line
        or exists (
            select 1
            from {{ ref('int_grid') }} as before
            inner join {{ ref('int_grid') }} as after
                on before.document_id = after.document_id
            where
                before.document_id = grid.document_id
                and before.grid_no < grid.grid_no
                and after.grid_no > grid.grid_no
                and before.form_code is not null
                and after.form_code is not null
        )
    )
union all
-- two forms, and nothing that tells which
select
    document_id,
    'form_undecided' as kind,
    concat(title, '：', string_agg(form.name, ' / ' order by evidence.rank)) as text,
    first_line_no as line_no
from {{ ref('int_grid') }} as grid
inner join {{ ref('int_form_evidence') }} as evidence using (document_id, grid_no)
inner join {{ ref('form') }} as form on evidence.form_code = form.form_code
where
    grid.form_code is null
    and evidence.rank <= 2
    and evidence.weight >= {{ var('form_evidence_needed') }}
group by document_id, grid_no, title, first_line_no
