-- What does not add up.
select
    文件路径,
    年度,
    阶段,
    规则 as rule,
    严重程度 as severity,
    说明 as description,
    计量单位 as measure,
    左方 as lhs,
    右方 as rhs,
    差额 as difference,
    行号 as line_nos
from bi.勾稽问题
order by 文件路径 asc, severity desc, line_nos asc, 勾稽编码 asc
