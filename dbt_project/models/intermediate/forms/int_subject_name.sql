{{ config(materialized='table') }}

with

printed as (

    select
        line.subject_code as code,
        document.fiscal_year,
        trim(regexp_replace(line.printed_label, '^\d{3,7}[\s　]*', '')) as name,
        count(*) as times
    from {{ ref('int_line') }} as line
    inner join {{ ref('int_document') }} as document on line.document_id = document.document_id
    where line.line_dimension = 'subject' and line.subject_code is not null
    group by all

)

select
    code,
    fiscal_year,
    name
from printed
where name != '' and not regexp_full_match(name, '\d+')
qualify row_number() over (partition by code, fiscal_year order by times desc, name asc) = 1
