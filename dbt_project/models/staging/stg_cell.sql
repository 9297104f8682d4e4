{{ config(materialized='incremental') }}

with

source as (

    select * from {{ source('raw', 'cell') }}

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

header as (

    -- a header is repeated on every cell below it
    select
        document_id,
        grid_no,
        {{ personal_pattern('name') }} as names,
        {{ personal_pattern('telephone') }} as numbers
    from {{ ref('personal_data') }}
    inner join (
        select distinct
            document_id,
            grid_no,
            line_no
        from source
        where role = 'header'
    ) as header_line
        using (document_id, line_no)
    group by document_id, grid_no

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
        {{ redact('source.header_path', 'header.names', 'header.numbers') }} as header_path,
        concat(
            {{ redact(as_matched('source'), 'personal.names', 'personal.numbers') }},
            -- a figure that nobody is sure of is none: it is listed as not read
            case
                when
                    source.role = 'body'
                    and source.column_kind = 'measure'
                    and source.confidence < {{ var('recognition_confidence_needed') }}
                    then '?'
            end
        ) as text,
        source.page_no,
        source.x0,
        source.y0,
        source.x1,
        source.y1,
        source.confidence
    from source
    left join personal
        on source.document_id = personal.document_id and source.line_no = personal.line_no
    left join header
        on source.document_id = header.document_id and source.grid_no = header.grid_no

)

select * from renamed
