{{ config(alias='项目支出') }}

-- 绩效目标 and 自评 stand beside the greatest line of their project, so that no sum counts them
-- twice; those of a project without a line in 表12 or 表13 have a row of their own.
with

line as (

    select
        division_name,
        level_name,
        unit_name,
        unit_key,
        fiscal_year,
        project_name,
        fund_name,
        is_carryover,
        {{ sum_yuan() }} as amount_yuan,
        {{ has_recognised() }}
    from {{ ref('current_line') }}
    where statement_code in ('project_current', 'project_carryover')
    group by all

),

ordered as (

    select
        *,
        row_number() over (
            of_project order by amount_yuan desc, is_carryover asc, fund_name asc
        ) as line_order,
        sum(amount_yuan) over of_project as project_yuan
    from line
    window of_project as (partition by unit_key, unit_name, fiscal_year, project_name)

),

target as (

    select
        document.division_name,
        document.level_name,
        document.unit_name,
        document.unit_key,
        document.fiscal_year,
        {{ project_title('target', 'project') }} as project_name,
        count(*) as target_count,
        -- 元 and 万元 taken for each other: no sum holds it, it stands beside as printed
        {{ sum_yuan('not target.is_unit_doubtful', 'target.annual_amount_yuan') }} as target_yuan,
        bool_or(target.is_unit_doubtful) as is_unit_doubtful,
        string_agg(
            distinct concat(target.printed_annual_amount, target.printed_unit), '、'
        ) as printed_target
    from {{ ref('fct_performance_target') }} as target
    inner join {{ ref('current_document') }} as document
        on target.document_key = document.document_key
    inner join {{ ref('dim_project') }} as project on target.project_key = project.project_key
    where target.is_additive
    group by all

),

evaluation as (

    select
        document.division_name,
        document.level_name,
        document.unit_name,
        document.unit_key,
        document.fiscal_year,
        {{ project_title('evaluation', 'project') }} as project_name,
        count(*) as evaluation_count,
        {{ sum_yuan(amount='evaluation.initial_budget_yuan') }} as initial_yuan,
        {{ sum_yuan(amount='evaluation.full_year_budget_yuan') }} as full_year_yuan,
        {{ sum_yuan(amount='evaluation.executed_yuan') }} as executed_yuan,
        avg(evaluation.total_score)::decimal(9, 2) as score,
        string_agg(distinct evaluation.grade, '、' order by evaluation.grade) as grade
    from {{ ref('fct_self_evaluation') }} as evaluation
    inner join {{ ref('current_document') }} as document
        on evaluation.document_key = document.document_key
    inner join {{ ref('dim_project') }} as project on evaluation.project_key = project.project_key
    where evaluation.is_additive
    group by all

),

performance as (

    select
        *,
        1 as line_order
    from target
    full join evaluation
        using (division_name, level_name, unit_name, unit_key, fiscal_year, project_name)

)

select
    {{ whose_and_when() }},
    project_name as 项目,
    fund_name as 资金来源,
    is_carryover as 是否上年结转,
    amount_yuan as 金额_元,
    {{ to_wan('amount_yuan') }} as 金额_万元,
    coalesce(target_count, 0) as 绩效目标表数,
    target_yuan as 绩效目标金额_元,
    {{ to_wan('target_yuan') }} as 绩效目标金额_万元,
    -- a project is printed in 万元, its form in 元: two roundings of half of 0.01 万元
    case when is_unit_doubtful then '单位疑误'
        when abs(target_yuan - project_yuan) <= 100 then '一致'
        when target_yuan is not null and project_yuan is not null then '不一致'
    end as 目标与预算,
    coalesce(evaluation_count, 0) as 自评报告数,
    full_year_yuan as 全年预算_元,
    executed_yuan as 执行_元,
    {{ to_wan('full_year_yuan') }} as 全年预算_万元,
    {{ to_wan('executed_yuan') }} as 执行_万元,
    {{ percentage('executed_yuan', 'full_year_yuan') }} as 执行率_百分比,
    score as 自评得分,
    grade as 自评等级,
    printed_target as 绩效目标所印金额,
    initial_yuan as 自评年初预算_元,
    {{ to_wan('initial_yuan') }} as 自评年初预算_万元,
    {{ percentage('executed_yuan', 'initial_yuan') }} as 执行占年初预算_百分比,
    coalesce(含识别数字, false) as 含识别数字
from ordered
full join performance
    using (division_name, level_name, unit_name, unit_key, fiscal_year, project_name, line_order)
