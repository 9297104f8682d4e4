-- 问：哪些项目没花钱或没花完，自评仍然得了多少分？
-- Q: Which projects scored without spending their money, and how much?
-- 附件：项目支出绩效自评报告 (self-evaluation reports)
select
    地区,
    单位,
    年度,
    项目,
    round(全年预算_万元, 2) as 全年预算_万元,
    round(执行_万元, 2) as 执行_万元,
    执行率_百分比,
    自评得分,
    自评等级,
    rank() over (order by 自评得分 desc) as 得分名次
from bi.项目支出
where 自评报告数 > 0 and (执行_元 = 0 or 执行率_百分比 < 90)
order by 得分名次 asc, 项目 asc
