{#- Sum of amounts for people: exact, and as narrow as the amounts themselves. -#}
{%- macro sum_yuan(condition='true', amount='amount_yuan') -%}
    (sum({{ amount }}) filter (where {{ condition }}))::decimal(18, 2)
{%- endmacro -%}

{#- The day on which a fiscal year begins: a time axis takes no number. -#}
{%- macro first_day(year) -%}
    case when {{ year }} > 0 then make_date({{ year }}::integer, 1, 1) end
{%- endmacro -%}

{#- Yuan in 万元, to the last fen: rounding belongs to labels, and rounded rows would not add up. -#}
{%- macro to_wan(amount) -%}
    ({{ amount }} * 0.0001)::decimal(18, 6)
{%- endmacro -%}

{%- macro sum_wan(condition='true') -%}
    {{ to_wan('sum(amount_yuan) filter (where ' ~ condition ~ ')') }}
{%- endmacro -%}

{#- The measures of a view with one row per phase: the amount of the row in 元 and 万元, and once
    more in the column of its phase, so that a sum over all rows never adds budget and execution. -#}
{%- macro amount_measures() -%}
    {{ sum_yuan() }} as 金额_元,
    {{ sum_wan() }} as 金额_万元,
    {{ sum_yuan("phase_code = 'budget'") }} as 年初预算_元,
    {{ sum_yuan("phase_code = 'adjusted_budget'") }} as 全年预算_元,
    {{ sum_yuan("phase_code = 'final'") }} as 决算_元,
    {{ has_recognised() }}
{%- endmacro -%}

{#- Whether any of the figures that a row adds up was read from a picture. -#}
{%- macro has_recognised() -%}
    bool_or(is_recognised) as 含识别数字
{%- endmacro -%}

{#- A share or rate in percent, for people; null where the whole is zero. -#}
{%- macro percentage(part, whole) -%}
    try_cast({{ part }} * 100 / nullif({{ whole }}, 0) as decimal(18, 2))
{%- endmacro -%}

{#- A printed amount in yuan. Null from 10 trillion (万亿) on, more than a province spends: such a
    number is listed as not read, and no table is long enough for its sum to overflow. -#}
{%- macro to_yuan(amount, yuan_per_unit) -%}
    try_cast({{ amount }}::decimal(30, 6) * {{ yuan_per_unit }} as decimal(15, 2))::decimal(18, 2)
{%- endmacro -%}

{#- The digits behind the point of a printed amount, blanks apart. -#}
{%- macro decimals_of(text) -%}
    regexp_replace(coalesce(regexp_extract({{ text }}, '[.．·](.*)$', 1), ''), '\D', '', 'g')
{%- endmacro -%}

{#- Half of the last digit to which a figure is rounded, in its printed unit. Yuan are rounded figure
    by figure: that hides no more than half a yuan. All else is rounded to two decimals, which need
    not be printed where they are zeros, or to those of its table (int_table_rounding). -#}
{%- macro half_digit(printed_amount, yuan_per_unit, table_decimals) -%}
    [0.5, 0.05, 0.005, 0.0005, 0.00005, 0.000005, 0.0000005][
        1 + case
            when {{ yuan_per_unit }} = 1 then least(length({{ decimals_of(printed_amount) }}), 6)
            else
                coalesce(
                    {{ table_decimals }},
                    greatest(least(length({{ decimals_of(printed_amount) }}), 6), 2)
                )
        end
    ]
{%- endmacro -%}
