{{ config(materialized='ephemeral') }}

select
    document_id,
    report_no,
    grid_no,
    row_no,
    column_no,
    line_no,
    fund_source_code,
    attribute,
    printed_text,
    number,
    amount_yuan,
    yuan_per_unit,
    grid_no = first_value(grid_no) over rows_of_measure
    and row_no = first_value(row_no) over rows_of_measure as is_first,
    -- 其中 below a source is a part of that source, not of the total
    not regexp_matches(fund_label, '^其中')
    or lag(fund_source_code) over (
        partition by document_id, report_no, attribute
        order by grid_no, row_no
    ) = 'total' as is_part
from {{ ref('int_evaluation_amount') }}
window rows_of_measure as (
    partition by document_id, report_no, attribute
    order by fund_source_code != 'total', grid_no, row_no
)
