-- Where the amounts of projects are printed.
select
    文件路径,
    年度,
    项目 as project,
    资金来源 as fund,
    是否上年结转 as is_carryover,
    list_sort(list_distinct(list(行))) as line_nos
from bi.项目支出_明细
group by all
order by all
