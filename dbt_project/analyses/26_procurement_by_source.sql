-- 问：政府采购共多少，是采购表、统计表还是文字说的？
-- Q: How much is procured, and does a list, a table or a sentence say so?
-- 为什么：同一笔采购在统计表和文字中各印一次，只计一次：有采购表用采购表，其次统计表，再次文字。
select
    地区,
    单位,
    年度,
    阶段,
    来源,
    count(*) as 笔数,
    round(sum(金额_万元), 2) as 合计_万元
from bi.政府采购
group by 单位, 地区, 年度, 阶段, 来源
order by 合计_万元 desc, 地区 asc
