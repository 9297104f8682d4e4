{{ config(alias='支出_按经济分类_明细') }}

select
    {{ whose_and_when() }},
    phase_name as 阶段,
    department_class_code as 部门经济分类类编码,
    department_class_name as 部门经济分类类,
    department_code as 部门经济分类款编码,
    department_name as 部门经济分类款,
    government_code as 政府经济分类款编码,
    government_name as 政府经济分类款,
    amount_yuan as 金额_元,
    {{ to_wan('amount_yuan') }} as 金额_万元,
    {{ provenance('budget_line_key') }}
from {{ ref('current_line') }}
where statement_code = 'basic_by_economic_class'
