with

source as (

    select * from {{ source('raw', 'line') }}

),

personal as (

    select
        document_id,
        line_no,
        {{ longest_first('text') }} as texts
    from {{ ref('personal_data') }}
    group by document_id, line_no

),

renamed as (

    select
        source.document_id,
        source.line_no,
        case
            when personal.texts is null then source.text
            else {{ redact('source.text', 'personal.texts') }}
        end as text
    from source
    left join personal
        on source.document_id = personal.document_id and source.line_no = personal.line_no

)

select * from renamed
