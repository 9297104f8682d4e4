{{ config(materialized='ephemeral') }}

with

noted as (

    -- tables below which a note says that they are empty
    select
        grid.document_id,
        grid.grid_no,
        grid.form_code,
        min(note.line_no) as line_no
    from {{ ref('int_grid') }} as grid
    inner join {{ ref('stg_cell') }} as note
        on
            grid.document_id = note.document_id
            and grid.grid_no = note.grid_no
            and note.role = 'note'
    where grid.is_declared_empty and grid.form_code is not null and not grid.is_repetition
    group by grid.document_id, grid.grid_no, grid.form_code

),

counted as (

    select
        noted.document_id,
        noted.grid_no,
        noted.form_code,
        noted.line_no,
        count(amount.amount_yuan) filter (where amount.amount_yuan != 0) as amount_count,
        min(amount.line_no) filter (where amount.amount_yuan != 0) as amount_line_no
    from noted
    left join {{ ref('int_amount') }} as amount using (document_id, grid_no)
    group by noted.document_id, noted.grid_no, noted.form_code, noted.line_no

)

select
    document_id,
    'empty_note' as rule_id,
    concat_ws('|', 'empty_note', grid_no) as identity_code,
    unnest(['lhs', 'rhs']) as side,
    form_code,
    null::varchar as line_code,
    null::varchar as measure_code,
    grid_no,
    null::integer as row_no,
    null::integer as column_no,
    unnest([line_no, coalesce(amount_line_no, line_no)]) as line_no,
    unnest([0, amount_count])::decimal(18, 2) as amount_yuan,
    true as is_printed,
    0::decimal(18, 2) as yuan_per_unit,
    true as is_form_printed
from counted
