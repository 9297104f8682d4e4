-- 问：钱最多的是哪一级的单位，是全省的还是一个开发区的？
-- Q: Who spends most, and is it a province or a zone of it?
-- 为什么：地区是单位所在地，层级才说明是谁的钱：省级开发区的支出不是全省的支出。
select
    层级,
    地区,
    单位,
    年度,
    阶段,
    round(公布支出合计_万元, 2) as 公布支出合计_万元
from bi.各单位收支
order by 公布支出合计_元 desc, 单位 asc
