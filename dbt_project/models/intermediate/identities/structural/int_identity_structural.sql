{{ config(materialized='ephemeral') }}

{%- set rules = [
    'row_sum', 'subject_sum', 'total_sum', 'item_sum', 'balance_sum', 'side_total', 'grand_total',
    'two_sides',
] %}
with

term as (

    -- each cell once
    {%- for rule in rules %}
    select * from {{ ref('int_identity_' ~ rule) }}
    {{ 'union' if not loop.last }}
    {%- endfor %}

)

select
    document_id,
    term.rule_id,
    concat(term.rule_id, '|', term.instance) as identity_code,
    term.side,
    figure.form_code,
    figure.line_code,
    figure.measure_code,
    grid_no,
    row_no,
    column_no,
    figure.line_no,
    figure.amount_yuan,
    figure.is_printed,
    figure.rounding_yuan,
    true as is_form_printed
from term
inner join {{ ref('int_figure') }} as figure
    using (document_id, grid_no, row_no, block_no, column_no)
