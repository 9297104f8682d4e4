{{ config(materialized='ephemeral') }}

select
    amount.document_id,
    amount.grid_no,
    amount.row_no,
    amount.column_no,
    coalesce(amount.label_block_no, amount.block_no) as block_no,
    amount.amount_yuan,
    amount.printed_amount,
    greatest(
        0.005,
        {{ yuan_per('amount.printed_unit') }}
        * {{ half_digit(
            'amount.printed_amount', yuan_per('amount.printed_unit'), 'rounding.decimals'
        ) }}
    )::decimal(18, 3) as rounding_yuan
from {{ ref('int_amount') }} as amount
left join {{ ref('int_table_rounding') }} as rounding using (document_id, grid_no)
where amount.amount_yuan is not null and not amount.is_quantity and not amount.is_comparative
