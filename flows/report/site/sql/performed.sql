-- Where forms of targets and self-evaluations print what projects are given and spend.
select
    文件路径,
    年度,
    项目 as project,
    数字含义 as meaning,
    金额_元 as amount,
    min(行) as line_no
from bi.项目绩效_明细
where 金额_元 is not null and 行 is not null
group by all
order by all
