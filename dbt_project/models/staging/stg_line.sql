with

source as (

    select * from {{ source('raw', 'line') }}

),

renamed as (

    select
        document_id,
        line_no,
        text
    from source

)

select * from renamed
