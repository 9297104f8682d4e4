-- 问：没有“三公”数字的单位，是零、是空表，还是没有这张表？
-- Q: Where no three public expenses are shown: zero, an empty form, or no form?
-- 为什么：空白有四种意思；三公经费表空着而情况说明写明为零的，是公布为零，不是没有公布。
select
    地区,
    单位,
    年度,
    阶段,
    情况,
    round(报表金额_万元, 2) as 报表金额_万元,
    round(文字金额_万元, 2) as 文字金额_万元,
    round(文字上年金额_万元, 2) as 文字上年金额_万元
from bi.公开情况
where 报表 = '“三公”经费表'
order by 年度 asc, 地区 asc
