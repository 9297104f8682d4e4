{#- The rows -1 (unknown) and -2 (not applicable) of a dimension: its text columns say so, all
    other columns are null. Columns in the order of the dimension, its key first. -#}
{%- macro reserved_members(columns) -%}
    {%- for key, code, name, name_en in [
        (-1, 'unknown', '未知', 'Unknown'), (-2, 'not_applicable', '不适用', 'Not applicable')
    ] %}
select
    {{ key }}::bigint
    {%- for column in columns %},
    {% if column == 'code' %}'{{ code }}'
    {%- elif column == 'name' %}'{{ name }}'
    {%- elif column == 'name_en' %}'{{ name_en }}'
    {%- elif column.startswith('is_') %}false
    {%- elif column.endswith('_key') %}{{ key }}::bigint
    {%- else %}null
    {%- endif %}
    {%- endfor %}
{% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro -%}
