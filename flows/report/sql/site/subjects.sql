-- Spending by subject.
select
    shown.地区,
    shown.单位,
    source.年度,
    source.阶段,
    source.类编码,
    source.类,
    source.款编码,
    source.款,
    source.项编码,
    source.项,
    sum(source.金额_元) as 金额_元
from bi.支出_按科目 as source
inner join shown
    on
        source.地区 is not distinct from shown.county
        and source.单位 is not distinct from shown.unit
group by all
order by all
