-- 问：谁与自己矛盾：哪些必须相等的数字不相等，在原文哪几行？
-- Q: Who contradicts himself: which figures that must agree do not, and on which lines?
select
    地区,
    单位,
    年度,
    规则,
    说明,
    左方 as 左方_元,
    右方 as 右方_元,
    差额_万元::decimal(18, 2) as 差额_万元,
    行号
from bi.勾稽问题
where 严重程度 = '矛盾' and 计量单位 = '元'
order by abs(差额_元) desc, 规则编码
