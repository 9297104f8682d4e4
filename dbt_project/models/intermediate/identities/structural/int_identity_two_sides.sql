{{ config(materialized='ephemeral') }}

-- the income's grand total stands for the total, the expenditure's for its part
select {{ total_and_part('two_sides') }}
from {{ ref('int_figure') }} as total
inner join {{ ref('int_figure') }} as part
    on
        total.document_id = part.document_id
        and total.grid_no = part.grid_no
        and total.row_no = part.row_no
        and total.block_no != part.block_no
where
    total.line_dimension = 'summary'
    and total.line_code in ('grand_total', 'income_grand_total')
    and part.line_code in ('grand_total', 'expenditure_grand_total')
    and total.side = 'income'
    and part.side = 'expenditure'
    and total.measure_code = 'total'
    and part.measure_code = 'total'
