-- 问：各单位本年收入从哪里来，各来源占多少？
-- Q: Where does the revenue of the year come from, and what is the share of each source?
select
    地区,
    单位,
    年度,
    阶段,
    资金来源,
    round(sum(金额_万元), 2) as 收入_万元,
    (
        100 * sum(金额_元)
        / nullif(sum(sum(金额_元)) over (partition by 单位, 年度, 阶段), 0)
    )::decimal(9, 2) as 占比_百分比
from bi.收入_按来源
-- 上年结转 of the same fund stands in a column of its own
where 金额_元 is not null
group by 单位, 地区, 年度, 阶段, 资金来源
order by 年度 asc, 地区 asc, 收入_万元 desc
