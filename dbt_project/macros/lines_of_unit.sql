{#- Which lines each amount of a unit adds up, by its Chinese name. -#}
{%- macro lines_of_unit() -%}
    {%- do return({
        '本年收入': "is_revenue_basis and not is_carryover",
        '上年结转': "statement_code = 'income_summary' and is_carryover",
        '支出': "is_spending_basis",
        '基本支出': "is_spending_by_kind_basis and expenditure_kind_group_code = 'basic'",
        '项目支出': "is_spending_by_kind_basis and expenditure_kind_group_code = 'project'",
        '其他支出':
            "is_spending_by_kind_basis and expenditure_kind_group_code not in ('basic', 'project')",
        '年末结转': "statement_code = 'expenditure_summary' and flow = 'closing'",
    }) -%}
{%- endmacro -%}
