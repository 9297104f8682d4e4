-- 问：各单位“三公”经费多少，花在哪几项，各占多少？
-- Q: How high are the three public expenses of each unit, and which share has each item?
-- 为什么：同一张表可印预算与决算两个阶段，须分开；没有数字的单位不在其中，是零还是没有这张表，见第 24 问。
select
    地区,
    单位,
    年度,
    阶段,
    项目,
    round(sum(金额_万元), 2) as 金额_万元,
    round(sum(sum(金额_万元)) over (partition by 单位, 年度, 阶段), 2) as 三公经费_万元,
    (
        100 * sum(金额_元)
        / nullif(sum(sum(金额_元)) over (partition by 单位, 年度, 阶段), 0)
    )::decimal(9, 2) as 占比_百分比
from bi.三公经费
group by 单位, 地区, 年度, 阶段, 项目
order by 三公经费_万元 desc, 阶段 asc, 金额_万元 desc, 项目 asc
