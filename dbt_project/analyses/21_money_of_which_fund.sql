-- 问：各单位的钱来自哪一种资金：本年收入、上年结转、支出、年末结转各多少？
-- Q: Of which fund is the money that comes in, is left over, is spent and is carried on?
-- 为什么：支出表不写资金来源，收入表常只写“财政拨款”；财政拨款收支总表把它分到各预算，以它为准。
select
    地区,
    单位,
    年度,
    阶段,
    资金来源,
    round(本年收入_万元, 2) as 本年收入_万元,
    round(上年结转_万元, 2) as 上年结转_万元,
    round(支出_万元, 2) as 支出_万元,
    round(年末结转_万元, 2) as 年末结转_万元
from bi.收支_按资金来源
order by 年度 asc, 地区 asc, 支出_元 desc nulls last
