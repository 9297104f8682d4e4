{{ config(materialized='ephemeral') }}

select
    document_id,
    grid_no,
    row_no,
    column_no,
    line_no,
    amount_yuan,
    coalesce(printed_amount, '') as printed_amount,
    form_code,
    header_path,
    null as yuan_per_digit
from {{ ref('int_figure') }}
qualify row_number() over (
        partition by document_id, grid_no, row_no, column_no order by is_printed desc
    ) = 1
union all
-- the figures of sentences, as int_identity_narrative addresses them
select
    document_id,
    0 as grid_no,
    line_no as row_no,
    figure_no::integer as column_no,
    line_no,
    coalesce(amount_yuan, amount) as amount_yuan,
    printed_amount,
    null as form_code,
    '' as header_path,
    -- a rate says an amount to more digits than the sentence prints
    (yuan_per_unit * rounding * 2)::decimal(18, 2) as yuan_per_digit
from {{ ref('int_narrative_claim') }}
union all
-- the figures of attachments, which are no figures of a statutory form
select distinct
    figure.document_id,
    figure.grid_no,
    figure.row_no,
    figure.column_no,
    figure.line_no,
    figure.amount_yuan,
    trim(cell.text) as printed_amount,
    null as form_code,
    cell.header_path,
    null as yuan_per_digit
from {{ ref('int_identity_cell') }} as figure
inner join {{ ref('stg_cell') }} as cell
    on
        figure.document_id = cell.document_id
        and figure.grid_no = cell.grid_no
        and figure.row_no = cell.row_no
        and figure.column_no = cell.column_no
anti join {{ ref('int_figure') }} as statutory
    on
        figure.document_id = statutory.document_id
        and figure.grid_no = statutory.grid_no
        and figure.row_no = statutory.row_no
        and figure.column_no = statutory.column_no
