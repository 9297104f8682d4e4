{{ config(materialized='ephemeral') }}

with

term as (

    {%- for rules in ['sum', 'project', 'unit', 'repeated', 'budget', 'count'] %}
    select * from {{ ref('int_identity_performance_' ~ rules) }}
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}

)

select
    document_id,
    rule_id,
    identity_code,
    side,
    form_code,
    line_code,
    measure_code,
    grid_no,
    row_no,
    column_no,
    line_no,
    amount_yuan,
    true as is_printed,
    yuan_per_unit,
    true as is_form_printed
from term
