{#- Whether everything is built anew, as an SQL constant; the linter, which builds nothing, has no
    flags. -#}
{%- macro is_full_build() -%}
    {{ flags.FULL_REFRESH | lower if flags is defined else 'false' }}
{%- endmacro -%}
