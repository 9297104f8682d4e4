-- 问：各单位“三公”经费多少，相当于基本支出的百分之几，主要花在哪一项？
-- Q: How high are the three public expenses, relative to basic expenditure, and mostly for what?
select
    收支.地区,
    收支.年度,
    收支.阶段,
    coalesce(round(sum(三公.金额_万元), 2), 0) as 三公经费_万元,
    (100 * coalesce(sum(三公.金额_元), 0) / nullif(any_value(收支.基本支出_元), 0))::decimal(9, 2)
        as 相当于基本支出_百分比,
    max_by(三公.项目, 三公.金额_元) as 最大一项,
    round(max(三公.金额_万元), 2) as 最大一项_万元
-- a form without amounts states zero
from bi.各单位收支 as 收支
left join bi.三公经费 as 三公
    on 收支.单位 = 三公.单位 and 收支.年度 = 三公.年度 and 收支.阶段 = 三公.阶段
group by 收支.单位, 收支.地区, 收支.年度, 收支.阶段
order by 三公经费_万元 desc
