-- Which subtotals are printed, and where: of classes, of funds, of the 三公 expenses.
select
    文件路径,
    年度,
    阶段,
    分类 as dimension,
    层次 as level,
    coalesce(编码, 名称) as code,
    公布_元 as amount,
    行 as line_no
from bi.公布小计对照
order by all
