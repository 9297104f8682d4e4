{{ config(materialized='ephemeral') }}

with

named as (

    select
        level.name,
        level.is_name_certain,
        {{ matched_lines('page.texts', 'level.name_pattern', within=true) }} as full_name
    from ({{ pages(ref('int_performance_indicator_name'), 'full_name') }}) as page
    inner join {{ ref('indicator_level') }} as level on level.name_pattern != ''

),

printed_level as (

    -- the second levels that each side of a form prints, under the first level's name too
    select distinct
        level_row.document_id,
        level_row.form_no,
        printed.side,
        unnest([level.name, parent.name]) as name
    from {{ ref('int_performance_level_row') }} as level_row
    cross join
        lateral (
            values ('period', level_row.first_level_2), ('annual', level_row.last_level_2)
        ) as printed (side, name)
    inner join {{ ref('indicator_level') }} as level
        on printed.name = level.name and level.level = 2
    inner join {{ ref('indicator_level') }} as parent on level.parent_code = parent.code

)

select
    printed.document_id,
    printed.form_no,
    printed.line_no,
    printed.column_no,
    printed.side,
    printed.name,
    printed.target,
    printed.has_own_level,
    coalesce(printed.level_2, held.first_level_2) as printed_level_2,
    held.held_level_1,
    case printed.side when 'period' then held.held_period else held.held_annual end
        as held_level_2,
    -- names that are less than certain may stand under any level of a side that prints their own
    case when by_name.is_name_certain or printed_level.name is null then by_name.name end
        as level_by_name
from {{ ref('int_performance_indicator_name') }} as printed
inner join {{ ref('int_performance_level_row') }} as held using (document_id, form_no, line_no)
left join named as by_name on printed.full_name = by_name.full_name
left join printed_level
    on
        printed.document_id = printed_level.document_id
        and printed.form_no = printed_level.form_no
        and printed.side = printed_level.side
        and by_name.name = printed_level.name
