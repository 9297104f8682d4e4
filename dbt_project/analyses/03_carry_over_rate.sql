-- 问：上年结转占可用资金（本年收入加上年结转）多少，即结转率？
-- Q: Which share of the money at hand was carried over from earlier years?
select
    地区,
    单位,
    年度,
    阶段,
    round(上年结转_万元, 2) as 上年结转_万元,
    round(本年收入_万元 + 上年结转_万元, 2) as 可用资金_万元,
    (100 * 上年结转_元 / nullif(本年收入_元 + 上年结转_元, 0))::decimal(9, 2) as 结转率_百分比
from bi.各单位收支
where 上年结转_元 is not null
order by 结转率_百分比 desc
