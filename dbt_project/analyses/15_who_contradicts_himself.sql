-- 问：谁与自己矛盾：哪些必须相等的数字不相等，在原文哪几行？
-- Q: Who contradicts himself: which figures that must agree do not, and on which lines?
-- 为什么：说明里两方的数、差额和所在行俱全；起因编码相同的各行出于同一处错误，不要重复计数。
select
    地区,
    单位,
    年度,
    说明,
    差额_万元::decimal(18, 2) as 差额_万元,
    相差百分点,
    行,
    起因编码
from bi.勾稽问题
where 严重程度 = '矛盾'
order by abs(差额_元) desc nulls last, 起因编码, 规则编码
