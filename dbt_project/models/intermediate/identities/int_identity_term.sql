with

term as (

    {%- for kind in [
        'structural', 'cross', 'narrative', 'wording', 'prior_year', 'evaluation', 'performance', 'year',
        'parts', 'note'
    ] %}
    select
        *,
        '{{ kind }}' as identity_kind
    from {{ ref('int_identity_' ~ kind) }}
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}

)

select
    document_id,
    identity_kind,
    rule_id,
    identity_code,
    side,
    form_code,
    line_code,
    measure_code,
    grid_no::integer as grid_no,
    row_no::integer as row_no,
    column_no::integer as column_no,
    line_no::integer as line_no,
    amount_yuan::decimal(18, 2) as amount_yuan,
    is_printed,
    -- half of the last digit of two decimals, where a kind knows only the unit
    coalesce(rounding_yuan, yuan_per_unit * 0.005)::decimal(18, 3) as rounding_yuan,
    is_form_printed,
    stated_percentage::decimal(18, 4) as stated_percentage,
    computed_percentage::decimal(18, 2) as computed_percentage
from term
