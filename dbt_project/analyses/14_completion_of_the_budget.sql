-- 问：据决算情况说明，哪些支出超出年初预算、哪些没有用完？
-- Q: What do final accounts say about their budget: which expenditure exceeded it or fell short?
-- 为什么：决算报表没有年初预算栏，只有情况说明才说；总数与其中各类互相包含，不相加。
select
    地区,
    单位,
    年度,
    事项,
    round(年初预算_万元, 2) as 年初预算_万元,
    round(全年预算_万元, 2) as 全年预算_万元,
    round(决算_万元, 2) as 决算_万元,
    所述完成率_百分比,
    核对,
    文件路径,
    行
from bi.文字所述预算
order by 年度 asc, 地区 asc, 所述完成率_百分比 desc nulls last, 行 asc
