-- Every figure of the marts stands, as printed, on the line of the document that it names.
with

figure as (

    select
        document_key,
        line_no,
        printed_amount
    from {{ ref('fct_budget_line') }}
    union all
    select
        document_key,
        line_no,
        printed_amount
    from {{ ref('fct_reported_total') }}
    union all
    select
        document_key,
        line_no,
        printed_amount
    from {{ ref('fct_reported_quantity') }}

)

select
    figure.document_key,
    document.source_path,
    figure.line_no,
    figure.printed_amount,
    {{ as_matched('line') }} as text
from figure
left join {{ ref('dim_document') }} as document on figure.document_key = document.document_key
left join {{ source('raw', 'line') }} as line
    on document.document_id = line.document_id and figure.line_no = line.line_no
where not coalesce(contains({{ as_matched('line') }}, figure.printed_amount), false)
