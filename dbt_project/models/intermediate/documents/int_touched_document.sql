{{ config(materialized='table') }}

with

touched as (

    select
        document.document_id,
        document.unit_name
    from {{ ref('int_document') }} as document
    inner join {{ source('raw', 'touched') }} as touched
        on document.document_id = touched.document_id

)

select
    document_id,
    {{ surrogate_key(['document_id']) }} as document_key
from {{ ref('int_document') }}
where
    {{ is_full_build() }}
    or document_id in (select touched.document_id from touched)
    or unit_name != '' and unit_name in (select touched.unit_name from touched)
union
-- what was set aside is no document any more, but its rows are to leave all models
select
    document_id,
    {{ surrogate_key(['document_id']) }} as document_key
from {{ source('raw', 'touched') }}
