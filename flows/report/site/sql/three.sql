-- The 三公 expenses, and where they are printed.
select
    文件路径,
    年度,
    阶段,
    项目 as item,
    sum(金额_元) as amount,
    list_sort(list_distinct(list(行))) as line_nos
from bi.三公经费_明细
group by all
order by all
