-- 问：基本支出中哪些款的占比明显高于其他单位（中位数的两倍以上）？
-- Q: Where is an item of basic expenditure far above the other units: twice their median share?
with

占比 as (

    select
        单位,
        地区,
        年度,
        阶段,
        部门经济分类款 as 款,
        sum(金额_元) as 金额_元,
        100 * sum(金额_元)
        / nullif(sum(sum(金额_元)) over (partition by 单位, 年度, 阶段), 0) as 百分比
    from bi.支出_按经济分类
    group by 单位, 地区, 年度, 阶段, 款

),

比较 as (

    select
        *,
        median(百分比) over (partition by 款) as 中位数,
        count(*) over (partition by 款) as 单位数
    from 占比

)

select
    地区,
    年度,
    款,
    (金额_元 / 10000)::decimal(18, 2) as 金额_万元,
    百分比::decimal(9, 2) as 占基本支出_百分比,
    中位数::decimal(9, 2) as 各单位中位数_百分比,
    (百分比 / nullif(中位数, 0))::decimal(9, 1) as 倍数,
    单位数
from 比较
where 单位数 >= 3 and 百分比 > 2 * 中位数
order by 倍数 desc, 地区 asc
