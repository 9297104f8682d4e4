{{ config(alias='文件评分') }}

{%- set kept = 'score.pass_count + score.rounding_count' %}
select
    {{ whose_and_when('document') }},
    document.phase_name as 阶段,
    document.title as 文件,
    document.source_path as 文件路径,
    score.identity_count as 勾稽关系数,
    score.pass_count as 相符数,
    score.rounding_count as 舍入差数,
    score.violation_count as 矛盾数,
    score.notice_count as 提示数,
    score.reading_doubt_count as 读取存疑数,
    score.not_evaluable_count as 无法判定数,
    {{ percentage('(' ~ kept ~ ')', '(score.identity_count - score.not_evaluable_count)') }}
        as 相符率_百分比,
    score.suspect_cell_count as 可疑数字数,
    score.repaired_label_count as 修复标签数,
    score.recognised_figure_count as 识别数字数,
    score.unconfirmed_figure_count as 未核实识别数字数,
    score.claim_count as 文字数字数,
    score.matched_claim_count as 已核对文字数字数,
    coverage.statutory_table_count as 报表数,
    coverage.budget_line_count as 明细数,
    coverage.unmapped_count as 未识别数,
    case score.held_out_reason
        when 'body unknown' then '单位不明'
        when 'year unknown' then '年度不明'
        when 'phase unknown' then '阶段不明'
        when 'leaves miss the total' then '明细与合计不符'
    end as 未计入原因
from {{ ref('rpt_document_scorecard') }} as score
inner join {{ ref('current_document') }} as document
    on score.document_key = document.document_key
inner join {{ ref('rpt_document_coverage') }} as coverage
    on score.document_key = coverage.document_key
