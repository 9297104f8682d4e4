-- Basic spending by economic class, and where it is printed.
select
    figure.文件路径,
    figure.年度,
    figure.阶段,
    figure.部门经济分类类编码 as 类编码,
    figure.部门经济分类类 as 类,
    figure.部门经济分类款编码 as 款编码,
    figure.部门经济分类款 as 款,
    sum(figure.金额_元) as amount,
    coalesce(
        list_sort(
            list_distinct(list((figure.行, line.column_no)) filter (where figure.行 is not null))
        ),
        []
    ) as places
from bi.支出_按经济分类_明细 as figure
left join marts.fct_budget_line as line on figure.数字编号 = line.budget_line_key
group by all
order by all
