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

{#- Whose money of which year a row of a view is: place and level of the body, its name, the year as
    a number and as a day. -#}
{%- macro whose_and_when(of='') -%}
    {%- set of = of ~ '.' if of else '' -%}
    {{ of }}division_name as 地区,
    {{ of }}level_name as 层级,
    {{ of }}unit_name as 单位,
    {{ of }}fiscal_year as 年度,
    {{ first_day(of ~ 'fiscal_year') }} as 年度日期
{%- endmacro -%}

{#- What part of the narrative a sentence stands in. -#}
{%- macro narrative_section_name(code) -%}
    case {{ code }}
        when 'overview' then '收支总体'
        when 'appropriation' then '财政拨款'
        when 'general_public' then '一般公共预算'
        when 'government_fund' then '政府性基金'
        when 'state_capital' then '国有资本经营'
        when 'three_public' then '三公经费'
        when 'agency_operating' then '机关运行经费'
        when 'procurement' then '政府采购'
        when 'income' then '收入'
        when 'expenditure' then '支出'
        when 'basic' then '基本支出'
        else '其他'
    end
{%- endmacro -%}
