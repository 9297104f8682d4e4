{{ config(materialized='ephemeral') }}

with

amount as (

    select
        document_id,
        grid_no,
        row_no,
        column_no,
        coalesce(label_block_no, block_no) as block_no,
        amount_yuan,
        printed_amount,
        {{ yuan_per('printed_unit') }} as yuan_per_unit,
        least(length({{ decimals_of('printed_amount') }}), 6) as decimals
    from {{ ref('int_amount') }}
    where amount_yuan is not null and not is_quantity and not is_comparative

),

coarse as (

    -- A table of 万元 without a second decimal anywhere, whose last digits are not just round: it
    -- is rounded, where a single short figure among longer ones only lost its zeros.
    select
        document_id,
        grid_no,
        max(decimals) as decimals
    from amount
    where amount_yuan != 0
    group by document_id, grid_no
    having
        max(decimals) < 2
        and count(distinct amount_yuan) >= 5
        and count(distinct amount_yuan) filter (
            where not regexp_matches(printed_amount, '[05]\D*$')
        )
        * 2
        >= count(distinct amount_yuan)

)

-- Half of the last digit printed. Yuan are rounded figure by figure: that hides no more than
-- half a yuan.
select
    amount.*,
    greatest(
        0.005,
        amount.yuan_per_unit
        * [0.5, 0.05, 0.005, 0.0005, 0.00005, 0.000005][
            1 + case
                when amount.yuan_per_unit = 1 then amount.decimals
                else coalesce(coarse.decimals, greatest(amount.decimals, 2))
            end
        ]
    )::decimal(18, 3) as rounding_yuan
from amount
left join coarse using (document_id, grid_no)
