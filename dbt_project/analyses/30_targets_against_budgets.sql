-- 问：哪些项目的绩效目标金额与预算不一致，是不是单位写错了？
-- Q: Where do targets and budgets differ, and is it only the unit of money?
-- 附件：项目支出绩效目标申报表 (performance target forms)
-- 为什么：预算以项目支出表为准；相差正好一万倍是元、万元相混，单列为单位疑误，不计入求和。
select
    地区,
    单位,
    年度,
    项目,
    round(金额_万元, 2) as 预算_万元,
    绩效目标所印金额,
    目标与预算
from bi.项目支出
where 目标与预算 in ('不一致', '单位疑误')
order by 年度 asc, 地区 asc, 金额_元 desc, 项目 asc
