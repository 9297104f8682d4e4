{{ config(materialized='table') }}

with

project as (

    select
        {{ project_key('document.unit_name', 'line.printed_label') }} as project_key,
        {{ normalise_text('line.printed_label') }} as name,
        document.unit_name,
        min(document.fiscal_year) as first_fiscal_year,
        max(document.fiscal_year) as last_fiscal_year
    from {{ ref('int_line') }} as line
    inner join {{ ref('int_document') }} as document using (document_id)
    where line.line_dimension = 'project' and not line.is_total
    group by all

)

select
    project_key,
    name,
    {{ unit_key('unit_name') }} as unit_key,
    first_fiscal_year::integer as first_fiscal_year,
    last_fiscal_year::integer as last_fiscal_year
from project
union all
{{ reserved_members(['name', 'unit_key', 'first_fiscal_year', 'last_fiscal_year']) }}
