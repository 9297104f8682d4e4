-- 问：“三公”经费决算比全年预算多还是少？
-- Q: Did the three public expenses end above or below their adjusted budget?
select
    地区,
    单位,
    年度,
    项目,
    (sum(全年预算_元) / 10000)::decimal(18, 2) as 全年预算_万元,
    (sum(决算_元) / 10000)::decimal(18, 2) as 决算_万元,
    (100 * sum(决算_元) / nullif(sum(全年预算_元), 0))::decimal(9, 2) as 执行率_百分比
from bi.三公经费
group by 单位, 地区, 年度, 项目
having sum(全年预算_元) is not null and sum(决算_元) is not null
order by 年度, 地区, 项目
