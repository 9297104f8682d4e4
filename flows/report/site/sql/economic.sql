-- Basic spending by economic class, and where it is printed.
select
    文件路径,
    年度,
    阶段,
    部门经济分类类编码 as 类编码,
    部门经济分类类 as 类,
    部门经济分类款编码 as 款编码,
    部门经济分类款 as 款,
    sum(金额_元) as amount,
    list_sort(list_distinct(list(行))) as line_nos
from bi.支出_按经济分类_明细
group by all
order by all
