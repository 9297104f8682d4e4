with

weighed as (

    select
        document_id,
        grid_no,
        form_code,
        {%- for source in ['title', 'header', 'label', 'code', 'sum'] %}
        coalesce(sum(weight) filter (where source = '{{ source }}'), 0) as {{ source }}_weight,
        {%- endfor %}
        sum(weight) as weight
    from {{ ref('int_form_clue') }}
    group by document_id, grid_no, form_code
    having sum(weight) > 0

),

ranked as (

    select
        *,
        row_number() over (of_table order by weight desc, form_code asc) as rank,
        weight - coalesce(lead(weight) over (of_table order by weight desc, form_code asc), 0)
            as margin
    from weighed
    window of_table as (partition by document_id, grid_no)

)

select
    document_id,
    grid_no,
    form_code,
    {%- for source in ['title', 'header', 'label', 'code', 'sum'] %}
    {{ source }}_weight::integer as {{ source }}_weight,
    {%- endfor %}
    weight::integer as weight,
    rank::integer as rank,
    margin::integer as margin,
    rank = 1
    and weight >= {{ var('form_evidence_needed') }}
    and margin >= {{ var('form_evidence_margin') }} as is_chosen
from ranked
