-- 问：绩效目标所定的成本上限，比项目预算低，还是只花了一小部分？
-- Q: Which ceilings of cost are below the budget of their project, or hardly spent?
-- 附件：项目支出绩效目标申报表或自评报告 (performance target forms or self-evaluation reports)
-- 为什么：只比以元、万元定额的指标，单价不比；未写明指整个项目的可能只是其中一项，不当作矛盾。
select
    地区,
    单位,
    年度,
    项目,
    来源,
    指标值,
    round(所定成本_万元, 2) as 所定成本_万元,
    round(年初预算_万元, 2) as 年初预算_万元,
    round(执行_万元, 2) as 执行_万元,
    执行占所定成本_百分比,
    对照,
    行
from bi.成本指标对照
where 关系 = '不超过' and (对照 = '低于年初预算' or 执行占所定成本_百分比 < 50)
order by 年度 asc, 地区 asc, 行 asc
