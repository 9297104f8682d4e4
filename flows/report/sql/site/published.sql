-- What stands for the 三公 expenses where no amount does: a zero, an empty form, no form, a sentence.
select
    shown.地区,
    shown.单位,
    source.年度,
    source.阶段,
    source.情况,
    count(*) as 单位数,
    sum(source.文字金额_元) as 文字金额_元,
    sum(source.文字上年金额_元) as 文字上年金额_元
from bi.公开情况 as source
inner join shown
    on
        source.地区 is not distinct from shown.county
        and source.单位 is not distinct from shown.unit
where source.报表 = '“三公”经费表'
group by all
order by all
