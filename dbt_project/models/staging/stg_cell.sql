with

source as (

    select * from {{ source('raw', 'cell') }}

),

renamed as (

    select
        document_id,
        grid_no,
        row_no,
        column_no,
        block_no,
        line_no,
        role,
        column_kind,
        header_path,
        text
    from source

)

select * from renamed
