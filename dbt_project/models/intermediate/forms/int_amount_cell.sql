{{ config(materialized='ephemeral') }}

select
    document_id,
    grid_no,
    cell.row_no,
    cell.column_no,
    cell.block_no,
    cell.line_no,
    cell.header_path,
    cell.text as printed_amount,
    {{ parse_amount('cell.text') }} as amount,
    grid.form_code,
    grid.title,
    coalesce({{ own_money_unit('cell.text') }}, grid.money_unit) as money_unit,
    coalesce({{ yuan_per(own_money_unit('cell.text')) }}, grid.yuan_per_unit) as yuan_per_unit,
    grid.is_repetition,
    cell.confidence is not null as is_recognised,
    cell.confidence
from {{ ref('stg_cell') }} as cell
inner join {{ ref('int_grid') }} as grid using (document_id, grid_no)
where
    cell.role = 'body'
    and cell.column_kind = 'measure'
    and grid.form_code is not null
    and not {{ is_placeholder('cell.text') }}
