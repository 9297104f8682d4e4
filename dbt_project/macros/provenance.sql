{#- Where a printed figure stands, and its key for `budget trace`: the last columns of a view whose
    rows are printed figures. -#}
{%- macro provenance(key) -%}
    title as 文件,
    source_path as 文件路径,
    page_no as 页,
    line_no as 行,
    header_path as 栏,
    printed_label as 印刷名称,
    printed_amount as 印刷数字,
    printed_unit as 印刷单位,
    {{ key }} as 数字编号
{%- endmacro -%}
