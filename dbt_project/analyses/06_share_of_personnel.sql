-- 问：基本支出中人员经费（工资福利支出与对个人和家庭的补助）占多少？
-- Q: Which share of basic expenditure is for personnel?
select
    地区,
    年度,
    阶段,
    round(sum(人员经费_万元), 2) as 人员经费_万元,
    round(sum(金额_万元), 2) as 基本支出_万元,
    (100 * sum(人员经费_万元) / nullif(sum(金额_万元), 0))::decimal(9, 2) as 人员经费占比_百分比
from (
    select
        *,
        case when 部门经济分类类编码 in ('301', '303') then 金额_万元 else 0 end as 人员经费_万元
    from bi.支出_按经济分类
) as 明细
group by 单位, 地区, 年度, 阶段
order by 人员经费占比_百分比 desc
