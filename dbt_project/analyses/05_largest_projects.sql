-- 问：金额最大的十个项目是哪些，分别占本单位项目支出多少？
-- Q: Which ten projects are the largest, and which share of the unit’s projects is each?
select
    地区,
    单位,
    年度,
    项目,
    资金来源,
    round(金额_万元, 2) as 金额_万元,
    (100 * 金额_元 / nullif(sum(金额_元) over (partition by 单位, 年度), 0))::decimal(9, 2)
        as 占比_百分比
from bi.项目支出
where 金额_元 is not null
order by 金额_元 desc, 地区 asc, 项目 asc
limit 10
