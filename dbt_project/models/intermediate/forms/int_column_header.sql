{{ config(materialized='ephemeral') }}

select distinct
    document_id,
    grid_no,
    cell.column_no,
    cell.block_no,
    cell.header_path,
    document.phase_code,
    document.fiscal_year,
    try_cast(nullif(regexp_extract(cell.header_path, '((?:19|20)\d\d)', 1), '') as integer)
        as header_year
from {{ ref('stg_cell') }} as cell
inner join {{ ref('int_grid') }} as grid using (document_id, grid_no)
inner join {{ ref('int_document') }} as document using (document_id)
where
    cell.column_kind = 'measure'
    and cell.role in ('header', 'body')
    and grid.form_code is not null
