-- Income and expenditure.
select
    shown.地区,
    shown.单位,
    source.年度,
    source.阶段,
    count(*) as 单位数,
    sum(source.支出_元) as 支出_元,
    sum(source.公布支出合计_元) as 公布支出合计_元,
    count(*) - count(source.公布支出合计_元) as 未印合计数,
    sum(source.基本支出_元) as 基本支出_元,
    sum(source.项目支出_元) as 项目支出_元,
    sum(source.本年收入_元) as 本年收入_元,
    sum(source.上年结转_元) as 上年结转_元
from bi.各单位收支 as source
inner join shown
    on
        source.地区 is not distinct from shown.county
        and source.单位 is not distinct from shown.unit
group by all
order by all
