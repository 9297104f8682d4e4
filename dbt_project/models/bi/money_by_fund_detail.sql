{{ config(alias='收支_按资金来源_明细') }}

select
    {{ whose_and_when() }},
    phase_name as 阶段,
    side_name as 收支方向,
    fund_name as 资金来源,
    fund_basis_name as 资金来源依据,
    class_code as 类编码,
    class_name as 类,
    group_code as 款编码,
    group_name as 款,
    item_code as 项编码,
    item_name as 项,
    amount_yuan as 金额_元,
    {{ to_wan('amount_yuan') }} as 金额_万元,
    {{ provenance('money_key') }}
from {{ ref('current_money') }}
