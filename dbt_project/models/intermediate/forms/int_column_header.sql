{{ config(materialized='ephemeral') }}

with

stated as (

    select distinct
        document_id,
        grid_no,
        cell.column_no,
        cell.block_no,
        cell.header_path,
        document.phase_code,
        document.fiscal_year,
        try_cast(
            nullif(
                regexp_extract({{ digits_of_year('cell.header_path') }}, '((?:19|20)\d\d)', 1), ''
            ) as integer
        ) as printed_year
    from {{ ref('stg_cell') }} as cell
    inner join {{ ref('int_grid') }} as grid using (document_id, grid_no)
    inner join {{ ref('int_document') }} as document using (document_id)
    where
        cell.column_kind = 'measure'
        and cell.role in ('header', 'body')
        and grid.form_code is not null

),

judged as (

    -- A table that names one year only, and not its document's, has it from last year's template:
    -- beside what is compared the year itself would stand.
    select
        *,
        printed_year != fiscal_year
        and count(distinct coalesce(printed_year, fiscal_year)) over of_table = 1 as is_left_over
    from stated
    window of_table as (partition by document_id, grid_no)

)

select
    * exclude (is_left_over),
    if(is_left_over, null, printed_year) as header_year,
    coalesce(is_left_over, false) as is_left_over
from judged
