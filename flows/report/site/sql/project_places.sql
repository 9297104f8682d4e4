-- Where the amounts of projects are printed.
select
    figure.文件路径,
    figure.年度,
    figure.项目 as project,
    figure.资金来源 as fund,
    figure.是否上年结转 as is_carryover,
    coalesce(
        list_sort(
            list_distinct(list((figure.行, line.column_no)) filter (where figure.行 is not null))
        ),
        []
    ) as places
from bi.项目支出_明细 as figure
left join marts.fct_budget_line as line on figure.数字编号 = line.budget_line_key
group by all
order by all
