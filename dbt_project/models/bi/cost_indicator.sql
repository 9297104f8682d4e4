{{ config(alias='成本指标对照') }}

{%- set sign = '[≤<≦＜=＝≥>≧＞]?|不超过|不高于|不大于' %}
{%- set money = '^(' ~ sign ~ ')([\\d,，]+(?:\\.\\d+)?)(亿|百万|十万|万|千|百)?(元)?$' %}

-- What a project is said to cost, beside its budget and what was spent. Whether an indicator is
-- about all of the project or a part of it is said only where its words do; nothing adds up.
with

indicator as (

    select
        target.document_key,
        {{ project_title('target', 'project') }} as project_name,
        '绩效目标表' as source_name,
        concat_ws('', indicator.level_3) as indicator_name,
        indicator.target_text,
        null::varchar as actual_text,
        -- the budget by the table of projects, else by the form itself
        coalesce(
            target.project_amount_yuan,
            if(target.is_unit_doubtful, null, target.annual_amount_yuan)
        ) as budget_yuan,
        null::decimal(18, 2) as full_year_yuan,
        null::decimal(18, 2) as executed_yuan,
        indicator.line_no,
        indicator.performance_indicator_key as figure_key
    from {{ ref('fct_performance_indicator') }} as indicator
    inner join {{ ref('fct_performance_target') }} as target
        on indicator.performance_target_key = target.performance_target_key
    inner join {{ ref('dim_project') }} as project on target.project_key = project.project_key
    where
        indicator.side != 'period'
        and not indicator.is_repeated
        and target.form_scope = 'project'
        and regexp_matches(concat_ws('', indicator.level_1, indicator.level_2), '成本')
    union all
    select
        evaluation.document_key,
        {{ project_title('evaluation', 'project') }} as project_name,
        '绩效自评报告' as source_name,
        indicator.name as indicator_name,
        coalesce(indicator.adjusted_target, indicator.initial_target) as target_text,
        indicator.actual as actual_text,
        evaluation.initial_budget_yuan as budget_yuan,
        evaluation.full_year_budget_yuan as full_year_yuan,
        evaluation.executed_yuan,
        indicator.line_no,
        indicator.self_evaluation_indicator_key as figure_key
    from {{ ref('fct_self_evaluation_indicator') }} as indicator
    inner join {{ ref('fct_self_evaluation') }} as evaluation
        on indicator.self_evaluation_key = evaluation.self_evaluation_key
    inner join {{ ref('dim_project') }} as project on evaluation.project_key = project.project_key
    where
        not indicator.is_repetition
        and regexp_matches(concat_ws('', indicator.level_1_name, indicator.level_2_name), '成本')

),

priced as (

    -- 元/平方米, 每辆 and 单价 are prices of one thing, 5 without 元 is not known to be money
    select
        *,
        regexp_extract(regexp_replace(target_text, '\s', '', 'g'), '{{ money }}', [
            'sign', 'number', 'thousands', 'yuan'
        ]) as said,
        try_cast(replace(replace(said['number'], ',', ''), '，', '') as decimal(18, 6)) as number,
        {{ yuan_per("concat(said['thousands'], '元')") }} as yuan_per_unit
    from indicator
    where
        not regexp_matches(
            coalesce(indicator_name, ''), '每|单位[^㐀-鿿]*成本|单价|人均|单次|月|日均|/'
        )

),

compared as (

    select
        *,
        {{ to_yuan('number', 'yuan_per_unit') }} as cost_yuan,
        case
            when
                regexp_matches(
                    indicator_name, '批复|总成本|总投资|总费用|项目(?:投资)?成本|预算控制'
                )
                then '整个项目'
            else '未写明'
        end as scope_name
    from priced
    where
        number > 0
        and yuan_per_unit is not null
        and concat(said['thousands'], said['yuan']) != ''

)

select
    {{ whose_and_when('document') }},
    compared.project_name as 项目,
    compared.source_name as 来源,
    compared.indicator_name as 指标,
    compared.target_text as 指标值,
    compared.actual_text as 实际完成值,
    case
        when regexp_matches(compared.said['sign'], '[≤<≦＜不]') then '不超过'
        when regexp_matches(compared.said['sign'], '[≥>≧＞]') then '不少于'
        else '等于'
    end as 关系,
    compared.scope_name as 指标范围,
    compared.cost_yuan as 所定成本_元,
    {{ to_wan('compared.cost_yuan') }} as 所定成本_万元,
    compared.budget_yuan as 年初预算_元,
    {{ to_wan('compared.budget_yuan') }} as 年初预算_万元,
    compared.full_year_yuan as 全年预算_元,
    compared.executed_yuan as 执行_元,
    {{ to_wan('compared.executed_yuan') }} as 执行_万元,
    {{ percentage('compared.cost_yuan', 'compared.budget_yuan') }} as 所定成本占年初预算_百分比,
    -- what was spent on all of it is no share of a part
    case
        when
            compared.scope_name = '整个项目'
            or abs(compared.cost_yuan - compared.budget_yuan) <= 100
            then {{ percentage('compared.executed_yuan', 'compared.cost_yuan') }}
    end as 执行占所定成本_百分比,
    case
        -- 元 and 万元 taken for each other
        when compared.budget_yuan is null then '无预算可比'
        when
            compared.cost_yuan = compared.budget_yuan * 10000
            or compared.budget_yuan = compared.cost_yuan * 10000
            then '单位疑误'
        -- a project is printed in 万元, its form in 元
        when abs(compared.cost_yuan - compared.budget_yuan) <= 100 then '等于年初预算'
        when compared.scope_name = '整个项目'
            then if(compared.cost_yuan > compared.budget_yuan, '高于年初预算', '低于年初预算')
        when compared.cost_yuan > compared.budget_yuan then '高于年初预算（或指多年、总额）'
        else '低于年初预算（或只指其中一项）'
    end as 对照,
    document.title as 文件,
    document.source_path as 文件路径,
    line.page_no as 页,
    compared.line_no as 行,
    compared.figure_key as 指标编号
from compared
inner join {{ ref('current_document') }} as document
    on compared.document_key = document.document_key
left join {{ ref('stg_line') }} as line
    on document.document_id = line.document_id and compared.line_no = line.line_no
