-- 问：文件里缺什么：哪张表、哪一年、哪个项目的绩效目标表，哪里还留着模板？
-- Q: What is missing: which form, year or target form of a project, and where is a template left?
-- 附件：项目支出绩效目标申报表 (performance target forms)
-- 为什么：没有的东西不在任何一张表里，只能对照成套报表、前后年度与项目表来找；“未见”不等于未公开。
select
    地区,
    单位,
    年度,
    阶段,
    类型,
    说明,
    文件路径,
    行
from bi.公开缺漏
order by 年度 asc, 地区 asc, 行 asc nulls last, 类型 asc
