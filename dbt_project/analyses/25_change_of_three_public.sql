-- 问：“三公”经费比上年增减多少？
-- Q: How did the three public expenses change to the year before?
-- 为什么：表中只有本年数；上年数由情况说明所述增减推得，并与同句的百分比核对。
select
    地区,
    单位,
    年度,
    阶段,
    事项,
    round(本年_万元, 2) as 本年_万元,
    round(增减_万元, 2) as 增减_万元,
    round(上年_万元, 2) as 上年_万元,
    所述增减率_百分比,
    推算增减率_百分比
from bi.文字所述增减
where 所属 = '三公经费' and 增减_元 != 0
order by 年度 asc, 地区 asc, 事项 asc
