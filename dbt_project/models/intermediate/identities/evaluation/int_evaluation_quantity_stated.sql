{{ config(materialized='ephemeral') }}

with

statement as (

    -- amounts without a unit of money are in the table's
    select
        statement.*,
        coalesce({{ yuan_per('statement.printed_unit') }}, own.yuan_per_unit, 1) as unit_yuan
    from {{ ref('int_evaluation_statement') }} as statement
    left join {{ ref('int_evaluation_fund_line') }} as own
        on
            statement.document_id = own.document_id
            and statement.report_no = own.report_no
            and statement.attribute = own.attribute
            and own.is_first
    where statement.number is not null

)

select
    document_id,
    coalesce(report_no, 0) as report_no,
    concat(if(report_no is null, 'document.', 'narrative.'), attribute) as quantity,
    '' as instance,
    line_no,
    number * unit_yuan as amount,
    case when report_no is not null then unit_yuan end as per_unit
from statement
