-- What was left from earlier years, is left for the next, or is neither 基本 nor 项目支出: its lines.
select
    文件路径,
    年度,
    阶段,
    数字含义 as meaning,
    sum(金额_元) as amount,
    list_sort(list_distinct(list(行))) as line_nos
from bi.各单位收支_明细
where 数字含义 in ('上年结转', '年末结转', '其他支出')
group by all
order by all
