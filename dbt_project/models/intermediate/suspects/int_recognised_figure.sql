{{ config(materialized='ephemeral') }}

with

said as (

    -- what the laws say of a figure: zeros that add up to zero say nothing
    select
        cell.document_id,
        cell.grid_no,
        cell.row_no,
        cell.column_no,
        count(*) filter (where cell.verdict in ('pass', 'rounding')) as passed_law_count,
        count(*) filter (where cell.verdict = 'violation') as failed_law_count
    from {{ ref('int_identity_cell') }} as cell
    inner join {{ ref('int_identity') }} as identity using (document_id, identity_code)
    where identity.lhs_yuan != 0 or identity.rhs_yuan != 0 or cell.amount_yuan = 0
    group by cell.document_id, cell.grid_no, cell.row_no, cell.column_no

)

select
    amount.document_id,
    amount.grid_no,
    amount.row_no,
    amount.column_no,
    amount.line_no,
    amount.printed_label,
    amount.printed_amount,
    amount.amount_yuan,
    amount.confidence::decimal(5, 4) as confidence,
    coalesce(said.passed_law_count, 0) as passed_law_count,
    coalesce(said.failed_law_count, 0) as failed_law_count,
    case
        when amount.amount_yuan is null then 'not_read'
        when said.passed_law_count > 0 and said.failed_law_count = 0 then 'pass'
        else 'reading_doubt'
    end as verdict
from {{ ref('int_amount') }} as amount
left join said
    on
        amount.document_id = said.document_id
        and amount.grid_no = said.grid_no
        and amount.row_no = said.row_no
        and amount.column_no = said.column_no
where amount.is_recognised and not amount.is_quantity
