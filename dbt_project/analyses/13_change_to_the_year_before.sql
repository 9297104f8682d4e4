-- 问：据各单位自述，收支总数比上年增减多少，据此推算上年是多少？
-- Q: What do units say about the year before: how much more or less in all, and what was it then?
-- 为什么：各省所述总数不同名（支出总计、收支总计、财政拨款收入），一份文件取最先一种，不与其他相加。
select
    地区,
    单位,
    年度,
    阶段,
    事项,
    round(本年_万元, 2) as 本年_万元,
    round(增减_万元, 2) as 增减_万元,
    round(上年_万元, 2) as 推算上年_万元,
    推算增减率_百分比 as 增减_百分比,
    所述增减率_百分比,
    文件路径,
    行
from bi.文字所述增减
where
    所属 = '收支总体'
    and 事项 in ('支出总计', '收支总计', '支出合计', '收入总计', '收入合计', '财政拨款收入')
qualify row_number() over (
        partition by 文件路径
        order by
            list_position(
                ['支出总计', '收支总计', '支出合计', '收入总计', '收入合计', '财政拨款收入'], 事项
            ),
            行
    ) = 1
order by 增减_百分比 desc nulls last
