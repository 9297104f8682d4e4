-- What does not add up: of what fails for one cause, what says most.
select
    文件路径,
    年度,
    阶段,
    规则 as rule,
    严重程度 as severity,
    说明 as description,
    行号 as line_nos
from bi.勾稽问题
qualify row_number() over (
        partition by 文件路径, 严重程度, 起因编码
        order by abs(coalesce(差额_元, 0)) desc, 行 asc, 勾稽编码 asc
    ) = 1
order by 文件路径 asc, severity desc, line_nos asc, 勾稽编码 asc
