{{ config(materialized='ephemeral') }}

-- One row per part of what a view sums (a 类, a fund, all of 三公): the sum of its lines
{%- set parts = [
    ('支出科目', '类', 'class_code', 'class_name', 'is_spending_basis'),
    ('支出科目', '款', 'group_code', 'group_name', 'is_spending_basis'),
    ('支出科目', '项', 'item_code', 'item_name', 'is_spending_basis'),
    (
        '部门经济分类', '类', 'department_class_code', 'department_class_name',
        "statement_code = 'basic_by_economic_class'",
    ),
    (
        '部门经济分类', '款', 'department_code', 'department_name',
        "statement_code = 'basic_by_economic_class'"
        " and department_code != department_class_code",
    ),
    ('“三公”经费', '合计', "'total'", "'“三公”经费'", "statement_code = 'three_public'"),
    (
        '“三公”经费', '项目', 'line_item_name', 'line_item_name',
        "statement_code = 'three_public' and line_item_family = 'three_public'",
    ),
] %}
{% for dimension, level, code, name, condition in parts -%}
select
    division_name,
    level_name,
    unit_name,
    unit_key,
    fiscal_year,
    phase_name,
    '{{ dimension }}' as dimension,
    '{{ level }}' as part_level,
    {{ code }} as code,
    {{ name }} as part_name,
    'expenditure' as flow,
    statement_code,
    -- of one fund only, where all of it is
    if(count(distinct fund_name) = 1, any_value(fund_name), null) as fund_name,
    {{ sum_yuan() }} as amount_yuan,
    count(*) as line_count,
    count(line_no) as printed_count
from {{ ref('current_line') }}
where
    {{ condition }}
    and {{ code }} is not null
    -- 会议费 and 培训费, which some provinces print beside 三公, are none
    and (
        statement_code != 'three_public'
        or coalesce(line_item_family, 'three_public') = 'three_public'
    )
group by all
union all
{% endfor %}
select
    division_name,
    level_name,
    unit_name,
    unit_key,
    fiscal_year,
    phase_name,
    '资金来源' as dimension,
    side_name as part_level,
    fund_name as code,
    fund_name as part_name,
    case side when 'revenue' then 'income' else side end as flow,
    null as statement_code,
    fund_name,
    {{ sum_yuan() }} as amount_yuan,
    count(*) as line_count,
    -- the difference of two forms is printed by no line
    count(line_no) as printed_count
from {{ ref('current_money') }}
group by all
