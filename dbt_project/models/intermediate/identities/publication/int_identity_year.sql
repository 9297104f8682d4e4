{{ config(materialized='ephemeral') }}

with

other_year as (

    -- where a title, a form or its header names another year than the document is of
    select
        document_id,
        fiscal_year,
        unnest(other_years).fiscal_year as other_year,
        unnest(other_years).line_no as line_no
    from {{ ref('int_document') }}
    union
    select
        document_id,
        header.fiscal_year,
        header.printed_year as other_year,
        grid.first_line_no as line_no
    from {{ ref('int_column_header') }} as header
    inner join {{ ref('int_grid') }} as grid using (document_id, grid_no)
    where header.is_left_over

),

stated as (

    select
        *,
        row_number() over (partition by document_id, other_year order by line_no) as occurrence
    from other_year
    where line_no is not null

)

select
    document_id,
    'wrong_year' as rule_id,
    concat_ws('|', 'wrong_year', other_year) as identity_code,
    unnest(['lhs', 'rhs']) as side,
    other_year::varchar as line_code,
    line_no,
    -- every line is named, and the years are compared once
    if(occurrence = 1, unnest([other_year, fiscal_year]), 0)::decimal(18, 2) as amount_yuan,
    true as is_printed,
    0::decimal(18, 2) as yuan_per_unit,
    true as is_form_printed
from stated
