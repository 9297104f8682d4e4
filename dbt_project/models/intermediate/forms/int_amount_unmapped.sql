{{ config(materialized='ephemeral') }}

select
    document_id,
    'amount_not_read' as kind,
    printed_amount as text,
    line_no
from {{ ref('int_amount') }}
where amount_yuan is null and not is_quantity
union all
select
    amount.document_id,
    'amount_without_label' as kind,
    amount.printed_amount as text,
    amount.line_no
from {{ ref('int_amount') }} as amount
where
    amount.is_unlabelled
    and exists (
        select 1
        from {{ ref('int_line') }} as line
        where line.document_id = amount.document_id and line.grid_no = amount.grid_no
    )
union all
-- a figure with decimals where only labels stand: a row that could not be aligned
select
    cell.document_id,
    'figure_outside_measures' as kind,
    cell.text,
    cell.line_no
from {{ ref('stg_cell') }} as cell
inner join {{ ref('int_grid') }} as grid
    on cell.document_id = grid.document_id and cell.grid_no = grid.grid_no
where
    grid.form_code is not null
    and cell.role = 'body'
    and cell.column_kind != 'measure'
    and regexp_full_match({{ normalise_text('cell.text') }}, '-?[\d,]+\.\d{1,6}')
