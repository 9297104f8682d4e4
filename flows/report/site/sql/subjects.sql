-- Spending by subject, and where it is printed.
select
    文件路径,
    年度,
    阶段,
    类编码,
    类,
    款编码,
    款,
    项编码,
    项,
    sum(金额_元) as amount,
    list_sort(list_distinct(list(行))) as line_nos
from bi.支出_按科目_明细
group by all
order by all
