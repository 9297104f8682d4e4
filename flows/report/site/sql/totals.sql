-- Income and expenditure as added up, and as printed.
select
    地区,
    层级,
    单位,
    年度,
    阶段,
    本年收入_元,
    上年结转_元,
    支出_元,
    基本支出_元,
    项目支出_元,
    其他支出_元,
    年末结转_元,
    公布支出合计_元,
    公布本年收入合计_元,
    公布基本支出合计_元,
    公布项目支出合计_元,
    含识别数字
from bi.各单位收支
order by all
