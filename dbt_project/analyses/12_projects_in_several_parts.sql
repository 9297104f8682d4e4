-- 问：哪些项目同一名目分成几笔列示，合起来多少？
-- Q: Which projects are listed in several parts under one name, and how much are they together?
select
    地区,
    单位,
    年度,
    regexp_replace(项目, '[(（]?[0-9]+[)）]?$', '') as 名目,
    count(*) as 笔数,
    round(max(金额_万元), 2) as 最大一笔_万元,
    round(sum(金额_万元), 2) as 合计_万元
from bi.项目支出
where 金额_元 is not null
group by 单位, 地区, 年度, 名目
having count(*) > 1
order by 合计_万元 desc
