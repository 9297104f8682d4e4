-- What was budgeted and what was spent of units that publish both.
select
    地区,
    层级,
    单位,
    年度,
    类编码,
    类,
    年初预算_元,
    决算_元,
    差额_元,
    执行率_百分比
from bi.预算与决算对照
where 公开情况 = '预算与决算'
order by all
