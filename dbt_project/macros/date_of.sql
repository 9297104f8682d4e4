{#- The date that a pattern finds in a text: its groups are the year, then month and day written
    apart, then month and day written in one. Null where there is none. -#}
{%- macro date_of(text, pattern) -%}
    try_cast(
        concat_ws(
            '-',
            regexp_extract({{ text }}, '{{ pattern }}', 1),
            concat(
                regexp_extract({{ text }}, '{{ pattern }}', 2),
                regexp_extract({{ text }}, '{{ pattern }}', 4)
            ),
            concat(
                regexp_extract({{ text }}, '{{ pattern }}', 3),
                regexp_extract({{ text }}, '{{ pattern }}', 5)
            )
        ) as date
    )
{%- endmacro -%}
