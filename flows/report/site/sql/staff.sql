-- How many persons a unit has, where its document says one thing only.
select
    文件路径,
    年度,
    阶段,
    类别 as kind,
    人数 as heads,
    行 as line_no
from bi.单位人数
where 是否唯一
order by all
