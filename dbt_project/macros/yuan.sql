{#- Sum of amounts for people: exact, and as narrow as the amounts themselves. -#}
{%- macro sum_yuan(condition='true') -%}
    (sum(amount_yuan) filter (where {{ condition }}))::decimal(18, 2)
{%- endmacro -%}

{%- macro sum_wan(condition='true') -%}
    (sum(amount_yuan) filter (where {{ condition }}) / 10000)::decimal(18, 2)
{%- endmacro -%}

{#- A printed amount in yuan. Null beyond 99 trillion (万亿), more than any budget of the country:
    such a number is listed as not read, and no sum of amounts can overflow. -#}
{%- macro to_yuan(amount, yuan_per_unit) -%}
    try_cast({{ amount }}::decimal(30, 6) * {{ yuan_per_unit }} as decimal(16, 2))::decimal(18, 2)
{%- endmacro -%}
