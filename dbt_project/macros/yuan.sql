{#- Sum of amounts for people: exact, and as narrow as the amounts themselves. -#}
{%- macro sum_yuan(condition='true') -%}
    (sum(amount_yuan) filter (where {{ condition }}))::decimal(18, 2)
{%- endmacro -%}

{%- macro sum_wan(condition='true') -%}
    (sum(amount_yuan) filter (where {{ condition }}) / 10000)::decimal(18, 2)
{%- endmacro -%}
