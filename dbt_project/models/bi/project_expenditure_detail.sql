{{ config(alias='项目支出_明细') }}

select
    {{ whose_and_when() }},
    phase_name as 阶段,
    project_name as 项目,
    fund_name as 资金来源,
    is_carryover as 是否上年结转,
    amount_yuan as 金额_元,
    {{ to_wan('amount_yuan') }} as 金额_万元,
    {{ provenance('budget_line_key') }}
from {{ ref('current_line') }}
where statement_code in ('project_current', 'project_carryover')
