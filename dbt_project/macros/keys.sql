{#- A stable positive BIGINT from the natural key: the same in every build, 60 bits wide. -#}
{%- macro surrogate_key(columns) -%}
    ('0x' || substr(md5(concat_ws('|', {{ columns | join(', ') }})), 1, 15))::bigint
{%- endmacro -%}

{#- Members every dimension has: nobody joins to nothing. -#}
{%- macro unknown_key() -%}-1{%- endmacro -%}
{%- macro not_applicable_key() -%}-2{%- endmacro -%}

{#- The key of a unit, by its name; of a document that names none it is unknown. -#}
{%- macro unit_key(name) -%}
    if({{ name }} = '', {{ unknown_key() }}, {{ surrogate_key([name]) }})
{%- endmacro -%}

{#- The key of a project: one name of one unit, in whatever year it is printed. -#}
{%- macro project_key(unit_name, label) -%}
    {{ surrogate_key(["'project'", unit_name, normalise_text(label)]) }}
{%- endmacro -%}
