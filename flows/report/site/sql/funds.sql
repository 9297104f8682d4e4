-- Where money comes from and goes, by fund, and where it is printed.
select
    figure.文件路径,
    figure.年度,
    figure.阶段,
    figure.收支方向 as side,
    coalesce(figure.资金来源, '未注明') as fund,
    sum(figure.金额_元) as amount,
    coalesce(
        list_sort(
            list_distinct(list((figure.行, line.column_no)) filter (where figure.行 is not null))
        ),
        []
    ) as places
from bi.收支_按资金来源_明细 as figure
left join marts.fct_budget_line as line on figure.数字编号 = line.budget_line_key
group by all
order by all
