{{ config(alias='公布小计对照') }}

-- A 类 holds its 款, and a fund holds 科目: these are for comparing, and no sum adds them
select
    {{ whose_and_when() }},
    phase_name as 阶段,
    dimension as 分类,
    part_level as 层次,
    if(dimension in ('支出科目', '部门经济分类'), code, null) as 编码,
    part_name as 名称,
    printed_yuan as 公布_元,
    {{ to_wan('printed_yuan') }} as 公布_万元,
    amount_yuan as 明细之和_元,
    {{ to_wan('amount_yuan') }} as 明细之和_万元,
    (printed_yuan - amount_yuan)::decimal(18, 2) as 差额_元,
    case
        when printed_yuan = amount_yuan then '一致'
        when is_rounding then '舍入差'
        else '不一致'
    end as 核对,
    line_count as 明细数,
    {{ provenance('figure_key') }}
from {{ ref('printed_part') }}
where not is_lone
