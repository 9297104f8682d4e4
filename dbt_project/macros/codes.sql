{#- A code of the functional (2xx) or revenue (1xx) classification: 类, 款, 项 or 目. -#}
{%- macro is_subject_code(code) -%}
    coalesce(regexp_full_match({{ code }}, '[12]\d\d(?:\d\d){0,3}'), false)
{%- endmacro -%}
