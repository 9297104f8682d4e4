-- 问：最大的十笔支出，各在哪份文件的哪一行？
-- Q: Where are the ten largest amounts of expenditure printed?
-- 为什么：明细不含任何合计与小计，科目公布到哪一级就列到哪一级，逐行可查；数字编号交给 budget trace 可追到原文。
select
    地区,
    单位,
    年度,
    coalesce(项, 款, 类) as 科目,
    支出性质,
    round(金额_万元, 2) as 金额_万元,
    印刷数字,
    印刷单位,
    文件路径,
    行
from bi.支出_按科目_明细
order by 金额_元 desc, 文件路径 asc, 行 asc
limit 10
