-- 问：各单位的支出合计印在哪份文件的哪一页、哪一行？
-- Q: Where is the total expenditure of each unit printed?
-- 为什么：引用合计要引印出来的那个数字；这里给出它的原样、单位和位置，数字编号可用 budget trace 追到原文。
select
    地区,
    单位,
    年度,
    阶段,
    round(金额_万元, 2) as 公布支出合计_万元,
    印刷名称,
    印刷数字,
    印刷单位,
    文件路径,
    页,
    行
from bi.各单位收支_明细
where 数字含义 = '公布支出合计'
order by 金额_元 desc, 单位 asc
