-- 问：项目支出集中在多少个项目上：最大的几个项目占到八成？
-- Q: How concentrated is project expenditure: how many projects make up 80 % of it?
with

累计 as (

    select
        单位,
        地区,
        年度,
        金额_元,
        sum(金额_元) over (
            partition by 单位, 年度
            order by 金额_元 desc, 项目 asc, 资金来源 asc, 是否上年结转 asc
            rows unbounded preceding
        ) as 累计_元,
        sum(金额_元) over (partition by 单位, 年度) as 合计_元
    from bi.项目支出
    where 金额_元 is not null

)

select
    地区,
    年度,
    count(*) as 项目数,
    -- a project counts while those before it have not yet reached the 80 %
    count(*) filter (where 累计_元 - 金额_元 < 0.8 * 合计_元) as 达到八成的项目数,
    (100 * max(金额_元) / nullif(any_value(合计_元), 0))::decimal(9, 2) as 最大项目占比_百分比,
    (median(金额_元) / 10000)::decimal(18, 2) as 中位数_万元
from 累计
group by 单位, 地区, 年度
order by 年度, 地区
