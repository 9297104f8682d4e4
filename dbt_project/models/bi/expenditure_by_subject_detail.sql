{{ config(alias='支出_按科目_明细') }}

select
    {{ whose_and_when() }},
    phase_name as 阶段,
    class_code as 类编码,
    class_name as 类,
    group_code as 款编码,
    group_name as 款,
    item_code as 项编码,
    item_name as 项,
    expenditure_kind_name as 支出性质,
    amount_yuan as 金额_元,
    {{ to_wan('amount_yuan') }} as 金额_万元,
    {{ provenance('budget_line_key') }}
from {{ ref('current_line') }}
where is_spending_basis
