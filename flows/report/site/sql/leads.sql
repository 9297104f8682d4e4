-- What is worth a question, kind by kind, the newest and the largest first.
select
    地区,
    层级,
    单位,
    年度,
    阶段,
    类型 as kind,
    说明 as description,
    规则 as rule,
    须知 as caveat,
    金额_元 as amount,
    文件路径,
    行 as line_no
from bi.线索
order by
    kind asc, 年度 desc, abs(coalesce(金额_元, 0)) desc, 文件路径 asc, line_no asc, 线索编码 asc
