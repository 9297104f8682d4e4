{{ config(materialized='ephemeral') }}

select {{ total_and_part('grand_total') }}
from {{ ref('int_figure') }} as total
inner join {{ ref('int_figure') }} as part using (document_id, grid_no, column_no, block_no)
where
    total.line_dimension = 'summary'
    and total.line_code in ('grand_total', 'income_grand_total', 'expenditure_grand_total')
    and part.line_code in ('income_total', 'expenditure_total', 'opening', 'closing')
    -- carry-over is already in the year's expenditure where the two are columns of their own
    and not (
        part.line_code = 'opening'
        and total.side = 'expenditure'
    )
