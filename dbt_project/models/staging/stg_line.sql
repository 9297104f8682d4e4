{{ config(materialized='incremental') }}

with

source as (

    select * from {{ source('raw', 'line') }}

),

personal as (

    select
        document_id,
        line_no,
        {{ personal_pattern('name') }} as names,
        {{ personal_pattern('telephone') }} as numbers
    from {{ ref('personal_data') }}
    group by document_id, line_no

),

renamed as (

    select
        source.document_id,
        source.line_no,
        {{ redact(as_matched('source'), 'personal.names', 'personal.numbers') }} as text,
        source.page_no,
        source.confidence
    from source
    left join personal
        on source.document_id = personal.document_id and source.line_no = personal.line_no

)

select * from renamed
