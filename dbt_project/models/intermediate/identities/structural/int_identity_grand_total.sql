{{ config(materialized='ephemeral') }}

select {{ total_and_part('grand_total') }}
from {{ ref('int_figure') }} as total
inner join {{ ref('int_figure') }} as part using (document_id, grid_no, column_no, block_no)
where
    total.line_dimension = 'summary'
    and total.line_code in ('grand_total', 'income_grand_total', 'expenditure_grand_total')
    and part.line_code in ('income_total', 'expenditure_total', 'opening', 'closing')
    -- the total of the year is the last one above
    and not exists (
        select 1
        from {{ ref('int_figure') }} as later
        where
            later.document_id = part.document_id
            and later.grid_no = part.grid_no
            and later.column_no = part.column_no
            and later.block_no = part.block_no
            and later.line_code = part.line_code
            and later.row_no > part.row_no
            and part.line_code in ('income_total', 'expenditure_total')
    )
    -- carry-over is already in the year's expenditure where the two are columns of their own
    and not (
        part.line_code = 'opening'
        and total.side = 'expenditure'
    )
    -- without a total of the year the items themselves make it up: side_total
    and exists (
        select 1
        from {{ ref('int_figure') }} as year
        where
            year.document_id = total.document_id
            and year.grid_no = total.grid_no
            and year.column_no = total.column_no
            and year.block_no = total.block_no
            and year.line_code in ('income_total', 'expenditure_total')
    )
