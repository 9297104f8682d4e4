-- What a reader looks for and does not find.
select
    地区,
    层级,
    单位,
    年度,
    阶段,
    类型 as kind,
    说明 as description,
    文件路径,
    行 as line_no
from bi.公开缺漏
order by 地区, 单位, 年度, 阶段, 缺漏编码, 文件路径
