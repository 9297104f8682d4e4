{{ config(materialized='ephemeral') }}

select
    document_id,
    line_no,
    min(stage) filter (where attribute != 'handler') as first_stage,
    max(stage) filter (where attribute != 'handler') as last_stage,
    case arg_min(attribute, column_no)
        when 'project_name' then 'project'
        when 'unit_information' then 'department'
    end as head_scope,
    bool_or(is_indicator_row) as is_indicator_row,
    bool_or(attribute = 'handler') as has_handler,
    bool_or(attribute = 'filled_on') as has_date,
    bool_or(attribute = 'header') as has_header,
    min(level.section_no) as first_section,
    max(level.section_no) as last_section,
    min(level.order_no) as first_order,
    max(level.order_no) as last_order
from {{ ref('int_performance_cell') }} as cell
left join {{ ref('indicator_level') }} as level
    on cell.attribute = 'level_2' and level.level = 2 and cell.value = level.name
where attribute is not null
group by document_id, line_no
