-- 问：同样的钱在一份文件里重复列示几遍：直接把所有数字加起来会虚增几倍？
-- Q: How often is the same yuan printed: how far off is the sum of all printed amounts?
with

列示 as (

    select
        document_key,
        amount_yuan
    from marts.fct_budget_line
    where flow = 'expenditure' and is_current
    union all
    select
        document_key,
        amount_yuan
    from marts.fct_reported_total
    where flow = 'expenditure' and is_current

)

select
    收支.地区,
    收支.年度,
    收支.阶段,
    round(any_value(收支.支出_万元), 2) as 支出_万元,
    count(*) filter (where 列示.amount_yuan != 0) as 支出数字个数,
    count(*) filter (where abs(列示.amount_yuan - 收支.支出_元) <= 100) as 支出合计列示次数,
    (sum(列示.amount_yuan) / 10000)::decimal(18, 2) as 全部相加_万元,
    (sum(列示.amount_yuan) / nullif(any_value(收支.支出_元), 0))::decimal(9, 1) as 倍数
from 列示
inner join marts.dim_document as document using (document_key)
inner join marts.dim_unit as unit on document.unit_key = unit.unit_key
inner join marts.dim_phase as phase on document.phase_key = phase.phase_key
inner join bi.各单位收支 as 收支
    on
        unit.name = 收支.单位
        and document.fiscal_year_key = 收支.年度
        and phase.name = 收支.阶段
group by 收支.单位, 收支.地区, 收支.年度, 收支.阶段
order by 倍数 desc, 地区 asc
