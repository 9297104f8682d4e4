-- Spending by subject, and where it is printed.
select
    figure.文件路径,
    figure.年度,
    figure.阶段,
    figure.类编码,
    figure.类,
    figure.款编码,
    figure.款,
    figure.项编码,
    figure.项,
    sum(figure.金额_元) as amount,
    coalesce(
        list_sort(
            list_distinct(list((figure.行, line.column_no)) filter (where figure.行 is not null))
        ),
        []
    ) as places
from bi.支出_按科目_明细 as figure
left join marts.fct_budget_line as line on figure.数字编号 = line.budget_line_key
group by all
order by all
