-- Every figure of the marts stands on the line of the document that it names.
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

)

select
    figure.document_key,
    figure.line_no,
    figure.printed_amount,
    line.text
from figure
left join {{ ref('dim_document') }} as document on figure.document_key = document.document_key
left join {{ ref('stg_line') }} as line
    on document.document_id = line.document_id and figure.line_no = line.line_no
where not coalesce(contains(line.text, figure.printed_amount), false)
