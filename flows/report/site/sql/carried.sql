-- What was left from earlier years, is left for the next, or is neither 基本 nor 项目支出, and where
-- its parts are printed.
select
    figure.文件路径,
    figure.年度,
    figure.阶段,
    figure.数字含义 as meaning,
    sum(figure.金额_元) as amount,
    coalesce(
        list_sort(
            list_distinct(list((figure.行, line.column_no)) filter (where figure.行 is not null))
        ),
        []
    ) as places
from bi.各单位收支_明细 as figure
left join marts.fct_budget_line as line on figure.数字编号 = line.budget_line_key
where figure.数字含义 in ('上年结转', '年末结转', '其他支出')
group by all
order by all
