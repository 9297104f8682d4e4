-- 问：各单位政府采购货物、工程、服务各多少，合计相当于支出的百分之几？
-- Q: How much do units procure (goods, works, services), relative to their expenditure?
with

采购 as (

    select
        *,
        (amount_yuan / 10000)::decimal(18, 2) as 金额_万元
    from marts.fct_procurement
    where is_additive

)

select
    收支.地区,
    收支.年度,
    收支.阶段,
    sum(金额_万元) filter (where category_code = 'procurement_goods') as 货物_万元,
    sum(金额_万元) filter (where category_code = 'procurement_works') as 工程_万元,
    sum(金额_万元) filter (where category_code = 'procurement_services') as 服务_万元,
    sum(金额_万元) as 合计_万元,
    (100 * sum(金额_万元) / nullif(any_value(收支.支出_万元), 0))::decimal(9, 2) as 相当于支出_百分比
from 采购
inner join marts.dim_unit as unit using (unit_key)
inner join marts.dim_phase as phase using (phase_key)
inner join bi.各单位收支 as 收支
    on
        unit.name = 收支.单位
        and 采购.fiscal_year_key = 收支.年度
        and phase.name = 收支.阶段
group by 收支.单位, 收支.地区, 收支.年度, 收支.阶段
order by 合计_万元 desc
