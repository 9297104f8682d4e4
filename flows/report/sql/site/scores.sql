-- The documents, those with the most contradictions first.
select
    score.document_id as 文件号,
    if(
        层级 in ('省级', '市级', '省级开发区', '市级开发区'),
        concat(地区, '（', 层级, '）'),
        地区
    ) as 地区,
    单位,
    年度,
    阶段,
    文件,
    勾稽关系数,
    相符数,
    舍入差数,
    矛盾数,
    提示数,
    读取存疑数,
    无法判定数,
    可疑数字数,
    修复标签数,
    文字数字数,
    已核对文字数字数,
    未识别数
from bi.文件评分 as graded
inner join quality.rpt_document_scorecard as score on graded.文件路径 = score.source_path
order by 矛盾数 desc, 提示数 desc, 地区 asc, 单位 asc, 年度 asc, 阶段 asc, 文件号 asc
