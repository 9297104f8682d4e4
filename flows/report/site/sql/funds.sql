-- Where money comes from and goes, by fund, and where it is printed.
select
    文件路径,
    年度,
    阶段,
    收支方向 as side,
    coalesce(资金来源, '未注明') as fund,
    sum(金额_元) as amount,
    list_sort(list_distinct(list(行))) as line_nos
from bi.收支_按资金来源_明细
group by all
order by all
