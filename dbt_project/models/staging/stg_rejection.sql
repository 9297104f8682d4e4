with

source as (

    select * from {{ source('raw', 'rejection') }}

),

renamed as (

    select
        source_path,
        sha256,
        stage,
        reason,
        detail,
        rejected_at
    from source

)

select * from renamed
