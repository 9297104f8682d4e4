-- The projects, the greatest first.
select
    if(
        层级 in ('省级', '市级', '省级开发区', '市级开发区'),
        concat(地区, '（', 层级, '）'),
        地区
    ) as 地区,
    单位,
    年度,
    项目,
    资金来源,
    是否上年结转::integer as 是否上年结转,
    金额_元,
    绩效目标金额_元,
    目标与预算,
    全年预算_元,
    执行_元,
    执行率_百分比,
    自评得分,
    自评等级
from bi.项目支出
order by
    greatest(coalesce(金额_元, 0), coalesce(全年预算_元, 0)) desc, 地区, 单位 asc, 年度 asc, 项目 asc,
    资金来源 asc, 是否上年结转 asc
