-- Revenue by source.
select
    shown.地区,
    shown.单位,
    source.年度,
    source.阶段,
    source.资金来源,
    sum(source.金额_元) as 金额_元,
    sum(source.上年结转_元) as 上年结转_元
from bi.收入_按来源 as source
inner join shown
    on
        source.地区 is not distinct from shown.county
        and source.单位 is not distinct from shown.unit
group by all
order by all
