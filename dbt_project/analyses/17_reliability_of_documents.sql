-- 问：每份文件的数字有多可靠，按矛盾多少排名？
-- Q: How reliable are the figures of each document, ranked by what does not agree?
select
    rank() over (order by 矛盾数 asc, 提示数 asc) as 名次,
    地区,
    年度,
    阶段,
    勾稽关系数,
    矛盾数,
    提示数,
    相符率_百分比,
    已核对文字数字数 || ' / ' || 文字数字数 as 已核对文字数字,
    修复标签数
from bi.文件评分
order by 名次, 年度, 地区
