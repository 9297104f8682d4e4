-- What was budgeted and what was spent, by class.
select
    shown.地区,
    shown.单位,
    source.年度,
    source.公开情况,
    source.类编码,
    source.类,
    sum(source.年初预算_元) as 年初预算_元,
    sum(source.决算_元) as 决算_元
from bi.预算与决算对照 as source
inner join shown
    on
        source.地区 is not distinct from shown.county
        and source.单位 is not distinct from shown.unit
group by all
order by all
