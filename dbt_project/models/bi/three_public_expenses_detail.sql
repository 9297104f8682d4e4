{{ config(alias='三公经费_明细') }}

select
    {{ whose_and_when() }},
    phase_name as 阶段,
    line_item_name as 项目,
    amount_yuan as 金额_元,
    {{ to_wan('amount_yuan') }} as 金额_万元,
    {{ provenance('budget_line_key') }}
from {{ ref('current_line') }}
where
    statement_code = 'three_public'
    and coalesce(line_item_family, 'three_public') = 'three_public'
