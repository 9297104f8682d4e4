{#- The grain of a model: no two rows agree in all of these columns, and each is stated.
    Columns in may_be_null belong to the grain without having to be stated. -#}
{% test unique_combination(model, columns, may_be_null=[]) %}
select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
{%- for column in columns if column not in may_be_null %}
    or {{ column }} is null
    {%- endfor %}
{% endtest %}
