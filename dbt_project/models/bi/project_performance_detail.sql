{{ config(alias='项目绩效_明细') }}

-- What forms of targets and self-evaluations print of a project's money, figure by figure: a sum is
-- of one 数字含义, and is that of the column of 项目支出 with this name.
with

{%- set evaluated = {
    '自评年初预算': ('initial_budget_yuan', 'printed_initial_budget'),
    '全年预算': ('full_year_budget_yuan', 'printed_full_year_budget'),
    '执行': ('executed_yuan', 'printed_executed'),
} %}

located as (

    -- a form begins with its title, its total of the year stands some lines below
    select
        target.performance_target_key,
        min(line.line_no) as line_no
    from {{ ref('fct_performance_target') }} as target
    inner join {{ ref('current_document') }} as document
        on target.document_key = document.document_key
    inner join {{ ref('stg_line') }} as line
        on
            document.document_id = line.document_id
            and line.line_no between target.first_line_no and target.last_line_no
            and contains(line.text, target.printed_annual_amount)
            and regexp_matches(line.text, '总额|资金|金额|合计')
    group by target.performance_target_key

),

figure as (

    select
        target.document_key,
        {{ project_title('target', 'project') }} as project_name,
        '绩效目标金额' as meaning_name,
        -- 元 and 万元 taken for each other: no sum holds it, it stands as printed
        if(target.is_unit_doubtful, null, target.annual_amount_yuan) as amount_yuan,
        coalesce(located.line_no, target.first_line_no) as line_no,
        target.printed_annual_amount as printed_amount,
        target.printed_unit,
        target.performance_target_key as figure_key
    from {{ ref('fct_performance_target') }} as target
    inner join {{ ref('dim_project') }} as project on target.project_key = project.project_key
    left join located on target.performance_target_key = located.performance_target_key
    where target.is_additive and target.printed_annual_amount is not null
    {% for meaning, (amount, printed) in evaluated.items() %}
    union all
    select
        evaluation.document_key,
        {{ project_title('evaluation', 'project') }} as project_name,
        '{{ meaning }}' as meaning_name,
        evaluation.{{ amount }} as amount_yuan,
        coalesce(evaluation.amount_line_no, evaluation.line_no) as line_no,
        evaluation.{{ printed }} as printed_amount,
        evaluation.printed_unit,
        evaluation.self_evaluation_key as figure_key
    from {{ ref('fct_self_evaluation') }} as evaluation
    inner join {{ ref('dim_project') }} as project on evaluation.project_key = project.project_key
    where evaluation.is_additive and evaluation.{{ amount }} is not null
    {% endfor %}

)

select
    {{ whose_and_when('document') }},
    figure.project_name as 项目,
    figure.meaning_name as 数字含义,
    figure.amount_yuan as 金额_元,
    {{ to_wan('figure.amount_yuan') }} as 金额_万元,
    document.title as 文件,
    document.source_path as 文件路径,
    line.page_no as 页,
    figure.line_no as 行,
    figure.printed_amount as 印刷数字,
    figure.printed_unit as 印刷单位,
    figure.figure_key as 表格编号
from figure
inner join {{ ref('current_document') }} as document on figure.document_key = document.document_key
left join {{ ref('stg_line') }} as line
    on document.document_id = line.document_id and figure.line_no = line.line_no
