with

source as (

    select * from {{ source('raw', 'document') }}

),

renamed as (

    select
        document_id,
        source_path,
        sha256,
        media_type,
        encoding,
        byte_size,
        line_count,
        file_date,
        unread_pages,
        uncomputed_cells,
        landed_at,
        withdrawn_at
    from source

)

select * from renamed
