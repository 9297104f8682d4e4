{{ config(alias='支出_按资金来源_明细') }}

select
    division_name as 地区,
    level_name as 层级,
    unit_name as 单位,
    fiscal_year as 年度,
    {{ first_day('fiscal_year') }} as 年度日期,
    phase_name as 阶段,
    fund_name as 资金来源,
    case fund_basis
        when 'printed' then '本行所列'
        when 'divided' then '据更细报表推定'
        when 'other_form' then '取自更细报表'
        when 'rest' then '差额'
        else '未分'
    end as 资金来源依据,
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
where side = 'expenditure'
