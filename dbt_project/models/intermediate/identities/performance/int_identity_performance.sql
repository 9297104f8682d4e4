{{ config(materialized='ephemeral') }}
{%- for rules in ['sum', 'project', 'unit', 'repeated', 'budget', 'count'] %}
select
    *,
    true as is_printed,
    true as is_form_printed
from {{ ref('int_identity_performance_' ~ rules) }}
{{ 'union all by name' if not loop.last }}
{%- endfor %}
