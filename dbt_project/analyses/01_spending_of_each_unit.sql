-- 问：各单位一年支出多少，其中项目支出占多少？
-- Q: How much does each unit spend in a year, and which part of it is project expenditure?
select
    地区,
    单位,
    年度,
    阶段,
    round(公布支出合计_万元, 2) as 公布支出合计_万元,
    round(支出_万元, 2) as 支出_万元,
    round(基本支出_万元, 2) as 基本支出_万元,
    round(项目支出_万元, 2) as 项目支出_万元,
    (100 * 项目支出_元 / nullif(支出_元, 0))::decimal(9, 2) as 项目支出占比_百分比
from bi.各单位收支
order by 支出_元 desc, 地区 asc
