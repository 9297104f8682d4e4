{{ config(materialized='ephemeral') }}

-- the cells of rows that hold labels, and of the row below
select
    document_id,
    line_no,
    next_line_no,
    generate_subscripts(string_split(plain, chr(9)), 1) as column_no,
    trim(unnest(string_split(plain, chr(9)))) as text
from (
    select
        *,
        lead(line_no) over (partition by document_id order by line_no) as next_line_no
    from {{ ref('personal_line') }}
    where trim(plain, chr(9) || ' ') != ''
) as printed
