-- 问：哪些项目只花了年初预算的一部分，自评却是优？
-- Q: Which projects spent a part of their initial budget and are graded excellent?
-- 附件：项目支出绩效自评报告 (self-evaluation reports)
-- 为什么：执行率按调减后的全年预算算总是好看；与自评报告所列年初预算比，才看得出花了多少。
select
    地区,
    单位,
    年度,
    项目,
    round(自评年初预算_万元, 2) as 年初预算_万元,
    round(执行_万元, 2) as 执行_万元,
    执行占年初预算_百分比,
    执行率_百分比,
    自评得分
from bi.项目支出
where 自评等级 = '优' and 执行占年初预算_百分比 < 80
order by 执行占年初预算_百分比 asc, 项目 asc
