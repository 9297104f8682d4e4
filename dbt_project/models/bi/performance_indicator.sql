{{ config(alias='绩效指标') }}

select
    {{ whose_and_when('document') }},
    case
        when target.form_scope = 'department' then '整体支出'
        else {{ project_title('target', 'project') }}
    end as 项目,
    if(indicator.side = 'period', '实施期', '年度') as 期间,
    indicator.level_1 as 一级指标,
    indicator.level_2 as 二级指标,
    indicator.level_3 as 三级指标,
    indicator.target_text as 指标值,
    if(indicator.is_qualitative, '定性', '可衡量') as 可否衡量,
    indicator.target_operator as 关系,
    indicator.target_value as 数值,
    indicator.target_upper_value as 数值上限,
    indicator.target_unit as 计量单位,
    document.title as 文件,
    document.source_path as 文件路径,
    line.page_no as 页,
    indicator.line_no as 行,
    indicator.performance_indicator_key as 指标编号
from {{ ref('fct_performance_indicator') }} as indicator
inner join {{ ref('fct_performance_target') }} as target
    on indicator.performance_target_key = target.performance_target_key
inner join {{ ref('current_document') }} as document
    on indicator.document_key = document.document_key
inner join {{ ref('dim_project') }} as project on target.project_key = project.project_key
left join {{ ref('stg_line') }} as line
    on document.document_id = line.document_id and indicator.line_no = line.line_no
where not indicator.is_repeated
