-- 问：各单位支出合计文件印的是多少，与明细之和差多少？
-- Q: What total does each document print, and how far is the sum of its lines from it?
-- 为什么：引用以文件所印合计为准；明细逐项四舍五入，加起来可差几分之一万元，差得更多才是问题。
select
    地区,
    单位,
    层级,
    年度,
    阶段,
    round(公布支出合计_万元, 2) as 公布支出合计_万元,
    round(支出_万元, 2) as 明细之和_万元,
    ((支出_元 - 公布支出合计_元) / 10000)::decimal(18, 2) as 相差_万元
from bi.各单位收支
order by 公布支出合计_元 desc, 地区 asc
