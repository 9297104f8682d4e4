-- 问：每个单位支出最多的三类是什么，同类之中排第几？
-- Q: Which three classes does each unit spend most on, and how does it rank among the others?
select
    地区,
    年度,
    阶段,
    本单位内名次,
    类,
    round(金额_万元, 2) as 金额_万元,
    占本单位支出_百分比,
    各单位间名次 || ' / ' || 单位数 as 同年同类名次
from bi.跨县对比
where 本单位内名次 <= 3
order by 年度, 地区, 本单位内名次
