-- Spending by economic class.
select
    shown.地区,
    shown.单位,
    source.年度,
    source.阶段,
    source.部门经济分类类编码,
    source.部门经济分类类,
    source.部门经济分类款编码,
    source.部门经济分类款,
    source.政府经济分类款编码,
    source.政府经济分类款,
    sum(source.金额_元) as 金额_元
from bi.支出_按经济分类 as source
inner join shown
    on
        source.地区 is not distinct from shown.county
        and source.单位 is not distinct from shown.unit
group by all
order by all
