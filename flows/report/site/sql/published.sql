-- Which forms are there, and what stands for the amount where none does.
select
    文件路径,
    年度,
    阶段,
    报表 as form,
    情况 as state,
    报表金额_元 as amount,
    文字金额_元 as spoken,
    文字行 as line_no
from bi.公开情况
order by all
