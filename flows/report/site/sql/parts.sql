-- Which subtotals are printed, and where: of classes, of funds, of the 三公 expenses.
select
    part.文件路径,
    part.年度,
    part.阶段,
    part.分类 as dimension,
    part.层次 as level,
    coalesce(part.编码, part.名称) as code,
    part.公布_元 as amount,
    part.行 as line_no,
    coalesce(total.column_no, line.column_no) as column_no
from bi.公布小计对照 as part
left join marts.fct_reported_total as total on part.数字编号 = total.reported_total_key
left join marts.fct_budget_line as line on part.数字编号 = line.budget_line_key
order by all
