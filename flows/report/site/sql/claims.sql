-- What sentences say of changes.
select
    文件路径,
    年度,
    阶段,
    所属 as section,
    事项 as topic,
    本年_元 as amount,
    增减_元 as change,
    上年_元 as before,
    推算增减率_百分比 as rate,
    所述增减率_百分比 as stated_rate,
    核对 as verdict,
    行 as line_no
from bi.文字所述增减
order by 文件路径, line_no, 文字编号
