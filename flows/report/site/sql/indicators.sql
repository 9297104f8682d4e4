-- What projects promise.
select
    文件路径,
    年度,
    项目 as project,
    期间 as period,
    一级指标 as level_1,
    二级指标 as level_2,
    三级指标 as level_3,
    指标值 as target,
    min(行) as line_no
from bi.绩效指标
group by all
order by 文件路径, 年度, project, line_no, period, level_3, target
