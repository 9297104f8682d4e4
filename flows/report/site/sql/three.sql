-- The 三公 expenses, and where they are printed.
select
    figure.文件路径,
    figure.年度,
    figure.阶段,
    figure.项目 as item,
    sum(figure.金额_元) as amount,
    coalesce(
        list_sort(
            list_distinct(list((figure.行, line.column_no)) filter (where figure.行 is not null))
        ),
        []
    ) as places
from bi.三公经费_明细 as figure
left join marts.fct_budget_line as line on figure.数字编号 = line.budget_line_key
group by all
order by all
