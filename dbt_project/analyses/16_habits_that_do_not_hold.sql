-- 问：哪些通常成立的关系没有成立，值得再看一眼？
-- Q: What is unusual without being a contradiction, and worth a second look?
select
    地区,
    单位,
    年度,
    说明,
    左方,
    右方,
    计量单位,
    行号
from bi.勾稽问题
where 严重程度 = '提示'
order by 年度, 地区, 规则编码, 勾稽编码
