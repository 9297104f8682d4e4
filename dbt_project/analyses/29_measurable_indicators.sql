-- 问：绩效指标有多少是可以衡量的？
-- Q: How many performance indicators can be measured?
-- 附件：项目支出绩效目标申报表 (performance target forms)
-- 为什么：只看申报表的年度指标值是不是数字；重复公开的表和指标不计。
select
    地区,
    单位,
    年度,
    count(*) as 指标数,
    count(*) filter (where 可否衡量 = '可衡量') as 可衡量数,
    (100 * count(*) filter (where 可否衡量 = '可衡量') / count(*))::decimal(9, 2) as 可衡量_百分比
from bi.绩效指标
where 期间 = '年度'
group by 单位, 地区, 年度
order by 年度 asc, 地区 asc
