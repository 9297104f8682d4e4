{# What the findings and the changes ask for and a small warehouse has none of. #}
{% macro empty_tables() %}
create schema if not exists staging;
create schema if not exists intermediate;
create schema if not exists marts;
create schema if not exists quality;
create table if not exists intermediate.int_identity_term (
    document_id varchar, identity_kind varchar, identity_code varchar, line_no integer,
    column_no integer, side varchar, form_code varchar, grid_no integer
);
create table if not exists intermediate.int_column (
    document_id varchar, grid_no integer, column_no integer, header_path varchar
);
create table if not exists intermediate.int_grid (
    document_id varchar, grid_no integer, form_code varchar, title varchar, yuan_per_unit bigint,
    first_line_no integer
);
create table if not exists intermediate.int_narrative_claim (
    document_id varchar, figure_no integer, line_no integer, claim_kind varchar,
    printed_amount varchar
);
create table if not exists staging.form (form_code varchar, name varchar);
create table if not exists staging.identity_rule (
    rule_id varchar, name varchar, family varchar, measured_in varchar
);
create table if not exists quality.fct_identity_result (
    identity_result_key bigint, document_id varchar, rule_id varchar, identity_code varchar,
    severity varchar, verdict varchar, description varchar, lhs_yuan decimal(18, 2),
    rhs_yuan decimal(18, 2), difference_yuan decimal(18, 2), tolerance_yuan decimal(18, 2),
    line_nos integer[], stated_percentage decimal(18, 4), computed_percentage decimal(18, 2)
);
create table if not exists quality.fct_suspect_cell (
    document_id varchar, suspect_kind varchar, line_no integer, column_no integer,
    printed_amount varchar, proposed_amount_yuan decimal(18, 2), confidence decimal(5, 4),
    explained_count bigint, broken_count bigint, tie_count bigint, rule_ids varchar[]
);
create table if not exists quality.fct_label_repair (
    document_id varchar, line_no integer, printed_label varchar, repaired_label varchar,
    reason varchar
);
create table if not exists quality.rpt_unmapped (
    document_id varchar, kind varchar, text varchar, occurrences bigint, first_line_no integer
);
create table if not exists staging.unmapped_kind (code varchar, name varchar);
create table if not exists marts.fct_reported_total (
    document_key bigint, amount_yuan decimal(18, 2), flow varchar, subject_key bigint,
    expenditure_kind_key bigint, department_economic_class_key bigint, project_key bigint,
    line_item_key bigint, line_no integer, column_no integer, reported_total_key bigint
);
create table if not exists intermediate.int_staff_statement (document_id varchar, line_no integer);
create table if not exists marts.fct_narrative_claim (document_key bigint, line_no integer);
create table if not exists marts.dim_subject (subject_key bigint, code varchar);
create table if not exists marts.dim_expenditure_kind (expenditure_kind_key bigint, code varchar);
create table if not exists marts.dim_project (project_key bigint, unit_key bigint, name varchar);
create table if not exists marts.dim_publication (publication_key bigint, scope varchar);
create or replace table marts.dim_division as
select
    1::bigint as division_key, '141181' as code, '孝义市' as name, '孝义市' as county,
    '吕梁市' as prefecture, '山西省' as province;
create table if not exists raw.personal_data (
    document_id varchar, line_no integer, kind varchar, text varchar, is_certain boolean
);
create or replace view staging.stg_line as select * from raw.line;
create or replace view intermediate.int_touched_document as
select document_id, 1::bigint as document_key from raw.document;
create or replace view quality.rpt_document_scorecard as
select
    document_id,
    {% for count in [
        'identity', 'pass', 'rounding', 'violation', 'notice', 'reading_doubt', 'not_evaluable',
        'claim', 'matched_claim', 'suspect_cell', 'repaired_label', 'recognised_figure',
        'unconfirmed_figure',
    ] %}
    0 as {{ count }}_count,
    {% endfor %}
    source_path
from raw.document;
create or replace table marts.dim_unit as select 1::bigint as unit_key, '某单位' as name, 1::bigint as division_key;
create or replace table marts.dim_fiscal_year as
select 1::bigint as fiscal_year_key, '2025' as code, '2025年' as name;
create or replace table marts.dim_phase as
select 1::bigint as phase_key, 'budget' as code, '年初预算' as name;
create or replace table marts.dim_statement as
select 1::bigint as statement_key, 'expenditure_by_subject' as code;
create schema if not exists bi;
{% set unit = '地区 varchar, 层级 varchar, 单位 varchar, 年度 bigint, 阶段 varchar' %}
{% set place = '文件路径 varchar, 行 integer' %}
{% for view, columns in {
    '各单位收支': '支出_元 money, 公布支出合计_元 money, 基本支出_元 money, 公布基本支出合计_元 money, '
        '项目支出_元 money, 公布项目支出合计_元 money, 本年收入_元 money, 公布本年收入合计_元 money, '
        '上年结转_元 money, 其他支出_元 money, 年末结转_元 money, 含识别数字 boolean',
    '各单位收支_明细': place ~ ', 数字编号 bigint, 数字含义 varchar, 金额_元 money',
    '收支_按资金来源_明细': place ~ ', 数字编号 bigint, 收支方向 varchar, 资金来源 varchar, 金额_元 money',
    '支出_按科目_明细': place ~ ', 数字编号 bigint, 类编码 varchar, 类 varchar, 款编码 varchar, 款 varchar, '
        '项编码 varchar, 项 varchar, 金额_元 money',
    '支出_按经济分类_明细': place ~ ', 数字编号 bigint, 部门经济分类类编码 varchar, 部门经济分类类 varchar, '
        '部门经济分类款编码 varchar, 部门经济分类款 varchar, 金额_元 money',
    '公布小计对照': place ~ ', 数字编号 bigint, 分类 varchar, 层次 varchar, 编码 varchar, 名称 varchar, 公布_元 money',
    '三公经费_明细': place ~ ', 数字编号 bigint, 项目 varchar, 金额_元 money',
    '公开情况': '文件路径 varchar, 文字行 integer, 报表 varchar, 情况 varchar, 报表金额_元 money, '
        '文字金额_元 money',
    '项目绩效_明细': place ~ ', 项目 varchar, 数字含义 varchar, 金额_元 money',
    '单位人数': place ~ ', 类别 varchar, 人数 integer, 是否唯一 boolean',
    '公开缺漏': place ~ ', 类型 varchar, 说明 varchar, 缺漏编码 varchar',
    '线索': place ~ ', 类型 varchar, 说明 varchar, 规则 varchar, 须知 varchar, 金额_元 money, 线索编码 varchar',
    '文字所述增减': place ~ ', 所属 varchar, 事项 varchar, 本年_元 money, 增减_元 money, 上年_元 money, '
        '推算增减率_百分比 money, 所述增减率_百分比 money, 核对 varchar, 文字编号 bigint',
    '勾稽问题': '文件路径 varchar, 规则 varchar, 严重程度 varchar, 说明 varchar, 计量单位 varchar, '
        '左方 money, 右方 money, 差额 money, 行号 integer[], 勾稽编码 varchar, '
        '差额_元 money, 行 integer, 起因编码 varchar',
    '预算与决算对照': '公开情况 varchar, 类编码 varchar, 类 varchar, 年初预算_元 money, 决算_元 money, '
        '差额_元 money, 执行率_百分比 money',
    '项目支出': '项目 varchar, 资金来源 varchar, 是否上年结转 boolean, 金额_元 money, '
        '绩效目标金额_元 money, 目标与预算 varchar, 自评年初预算_元 money, 全年预算_元 money, '
        '执行_元 money, 执行率_百分比 money, 自评得分 money, 自评等级 varchar',
    '项目支出_明细': place ~ ', 数字编号 bigint, 项目 varchar, 资金来源 varchar, 是否上年结转 boolean',
    '绩效指标': place ~ ', 项目 varchar, 期间 varchar, 一级指标 varchar, 二级指标 varchar, '
        '三级指标 varchar, 指标值 varchar',
    '文件评分': '文件路径 varchar, 勾稽关系数 bigint, 相符数 bigint, 舍入差数 bigint, 矛盾数 bigint, '
        '提示数 bigint, 读取存疑数 bigint, 可疑数字数 bigint, 未识别数 bigint',
}.items() %}
create table if not exists bi.{{ view }} (
    {{ unit }}, {{ columns | replace('money', 'decimal(18, 2)') }}
);
{% endfor %}
{% endmacro %}
