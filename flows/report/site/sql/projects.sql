-- The projects: what was planned, what was promised, what was spent, how it was judged.
select
    地区,
    层级,
    单位,
    年度,
    项目 as project,
    资金来源 as fund,
    是否上年结转 as is_carryover,
    金额_元 as amount,
    绩效目标金额_元 as target,
    目标与预算 as target_state,
    自评年初预算_元 as initial,
    全年预算_元 as full_year,
    执行_元 as spent,
    执行率_百分比 as rate,
    自评得分 as score,
    自评等级 as grade
from bi.项目支出
order by
    地区 asc,
    单位 asc,
    年度 desc,
    greatest(coalesce(金额_元, 0), coalesce(全年预算_元, 0)) desc,
    project asc,
    fund asc,
    is_carryover asc
