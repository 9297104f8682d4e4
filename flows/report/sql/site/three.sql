-- The 三公 expenses.
select
    shown.地区,
    shown.单位,
    source.年度,
    source.项目,
    sum(source.年初预算_元) as 年初预算_元,
    sum(source.全年预算_元) as 全年预算_元,
    sum(source.决算_元) as 决算_元
from bi.三公经费 as source
inner join shown
    on
        source.地区 is not distinct from shown.county
        and source.单位 is not distinct from shown.unit
group by all
order by all
