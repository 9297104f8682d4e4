{{ config(materialized='ephemeral') }}

with

line as (

    select *
    from {{ ref('int_row') }}
    where line_dimension = 'subject' and not is_total

),

in_document as (

    -- the codes that a document prints beside a name, in whatever form
    select
        document_id,
        {{ name_key('printed_label') }} as name_key,
        min(code) as code
    from line
    where {{ is_subject_code('code') }}
    group by document_id, name_key
    having count(distinct code) = 1

),

coded as (

    select
        line.document_id,
        line.grid_no,
        line.row_no,
        line.block_no,
        case
            when {{ is_subject_code('line.code') }} then line.code
            when line.code is null then coalesce(in_document.code, classified.code)
        end as code,
        line.code as printed_code,
        case
            when {{ is_subject_code('line.code') }} then 'code'
            when line.code is not null then null
            when in_document.code is not null then 'name in the document'
            else classified.mapping_method
        end as mapping_method
    from line
    left join in_document
        on
            line.document_id = in_document.document_id
            and {{ name_key('line.printed_label') }} = in_document.name_key
    left join {{ ref('int_subject_by_name') }} as classified
        on line.printed_label = classified.printed_name

)

select
    document_id,
    grid_no,
    row_no,
    block_no,
    code as subject_code,
    coalesce(code, printed_code) as hierarchy_code,
    mapping_method,
    -- the other lines of its table have codes
    code is null and bool_or(code is not null) over (
        partition by document_id, grid_no
    ) as is_unresolved
from coded
