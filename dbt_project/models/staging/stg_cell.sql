with

source as (

    select * from {{ source('raw', 'cell') }}

),

personal as (

    select
        document_id,
        line_no,
        {{ longest_first('text') }} as texts
    from {{ ref('personal_data') }}
    group by document_id, line_no

),

header as (

    -- a header is repeated on every cell below it
    select
        cell.document_id,
        cell.grid_no,
        {{ longest_first('personal_data.text') }} as texts
    from source as cell
    inner join {{ ref('personal_data') }} as personal_data
        on
            cell.document_id = personal_data.document_id
            and cell.line_no = personal_data.line_no
    where cell.role = 'header'
    group by cell.document_id, cell.grid_no

),

renamed as (

    select
        source.document_id,
        source.grid_no,
        source.row_no,
        source.column_no,
        source.block_no,
        source.line_no,
        source.role,
        source.column_kind,
        case
            when header.texts is null then source.header_path
            else {{ redact('source.header_path', 'header.texts') }}
        end as header_path,
        case
            when personal.texts is null then source.text
            else {{ redact('source.text', 'personal.texts') }}
        end as text
    from source
    left join personal
        on source.document_id = personal.document_id and source.line_no = personal.line_no
    left join header
        on source.document_id = header.document_id and source.grid_no = header.grid_no

)

select * from renamed
