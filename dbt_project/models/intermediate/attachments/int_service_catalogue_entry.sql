{{ config(materialized='ephemeral') }}

with

read_row as (

    select
        *,
        case when {{ is_catalogue_code('code_text') }} then first_text end as printed_code,
        case when {{ is_catalogue_code('code_text') }} then code_text end as read_code,
        -- a name alone in the first column heads the entries of a sector
        case
            when
                name is null
                and not {{ is_catalogue_code('code_text') }}
                and not regexp_full_match(first_text, '续表?')
                then first_text
        end as sector
    from {{ ref('int_service_catalogue_row') }}

),

sectioned as (

    select
        *,
        last(sector ignore nulls) over rows_of_document as open_sector,
        count(sector) over rows_of_document as sector_no,
        last(nullif(regexp_extract(read_code, '^[A-Z]', 0), '') ignore nulls)
            over rows_of_document as open_letter
    from read_row
    window rows_of_document as (partition by document_id order by grid_no, row_no)

)

-- a code whose letter was lost has the one of its neighbours
select
    document_id,
    grid_no,
    row_no,
    line_no,
    sector_no,
    open_sector as sector,
    name,
    printed_code,
    read_code,
    coalesce(level, (length(completed_code) + 1) // 2) as level,
    completed_code
from (
    select
        *,
        case
            when open_letter is not null and regexp_full_match(read_code, '(?:\d\d)+')
                then concat(open_letter, read_code)
            else read_code
        end as completed_code
    from sectioned
    where sector is null and (name is not null or printed_code is not null)
) as completed
