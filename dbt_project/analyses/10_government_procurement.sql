-- 问：各单位政府采购货物、工程、服务各多少，服务占几成？
-- Q: How much do units procure (goods, works, services), and which part of it is services?
-- 为什么：同一笔采购常在采购表、统计表和文字中各印一次，这个视图只计一次，按阶段分开求和即可。
select
    地区,
    单位,
    年度,
    阶段,
    sum(金额_万元) filter (where 类别 = '货物')::decimal(18, 2) as 货物_万元,
    sum(金额_万元) filter (where 类别 = '工程')::decimal(18, 2) as 工程_万元,
    sum(金额_万元) filter (where 类别 = '服务')::decimal(18, 2) as 服务_万元,
    sum(金额_万元)::decimal(18, 2) as 合计_万元,
    (100 * sum(金额_元) filter (where 类别 = '服务') / nullif(sum(金额_元), 0))::decimal(9, 2)
        as 服务占比_百分比
from bi.政府采购
group by 单位, 地区, 年度, 阶段
order by 合计_万元 desc
