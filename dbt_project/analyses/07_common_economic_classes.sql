-- 问：基本支出最常用在哪些经济分类款上，有几个单位、共多少钱？
-- Q: What is basic expenditure spent on: which items, in how many units, how much together?
select
    部门经济分类款编码 as 编码,
    部门经济分类款 as 名称,
    count(distinct 单位) as 单位数,
    round(sum(金额_万元), 2) as 合计_万元,
    round(max(金额_万元), 2) as 最多_万元,
    max_by(地区, 金额_元) as 最多的地区
from bi.支出_按经济分类
group by 部门经济分类款编码, 部门经济分类款
order by 单位数 desc, 合计_万元 desc
limit 10
