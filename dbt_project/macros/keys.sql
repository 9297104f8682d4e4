{#- A stable positive BIGINT from the natural key: the same in every build, 60 bits wide. -#}
{%- macro surrogate_key(columns) -%}
    ('0x' || substr(md5(concat_ws('|', {{ columns | join(', ') }})), 1, 15))::bigint
{%- endmacro -%}

{#- Members every dimension has: nobody joins to nothing. -#}
{%- macro unknown_key() -%}-1{%- endmacro -%}
{%- macro not_applicable_key() -%}-2{%- endmacro -%}
