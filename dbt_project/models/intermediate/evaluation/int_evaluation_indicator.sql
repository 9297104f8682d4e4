with

placed_by_name as (

    -- A category that only stands above gives way to the one that the name surely belongs to. And
    -- the first benefit of a report without costs, named like a cost and counted in money: the
    -- converter lost its category, and the next one slid up beside it.
    select
        line.*,
        category.printed_level_1,
        category.printed_level_2,
        category.is_level_1_as_2,
        category.carried_level_1_code,
        coalesce(
            case
                when by_name.is_name_certain
                    then
                        line.level_2 is null
                        and not category.is_level_1_as_2
                        and category.level_2_code != by_name.code
                else
                    line.level_1_code = 'benefit'
                    and by_name.code = 'output_cost'
                    and regexp_matches(
                        coalesce(line.adjusted_target, line.initial_target),
                        '\d[\d.,]*[百千万亿]{0,2}元$'
                    )
                    and not bool_or(
                        coalesce(category.level_2_code, '') = 'output_cost'
                        or coalesce(category.carried_level_1_code, '') = 'cost'
                    ) over (partition by line.document_id, line.report_no)
            end,
            false
        ) as is_by_name,
        case when is_by_name then by_name.code else category.level_2_code end
            as final_level_2_code
    from {{ ref('int_evaluation_indicator_row') }} as line
    inner join
        {{ ref('int_evaluation_indicator_category') }} as category
        using (document_id, report_no, indicator_row_no)
    left join {{ ref('indicator_level') }} as by_name
        on regexp_matches({{ normalise_text('line.name') }}, nullif(by_name.name_pattern, ''))

),

parented as (

    select
        placed.*,
        case
            when placed.is_level_1_as_2 or coalesce(placed.level_1_code, '') != 'cost'
                then coalesce(level_2.parent_code, placed.carried_level_1_code)
            else placed.carried_level_1_code
        end as final_level_1_code
    from placed_by_name as placed
    left join {{ ref('indicator_level') }} as level_2
        on placed.final_level_2_code = level_2.code

)

select
    document_id,
    report_no,
    (row_number() over (
        partition by document_id, report_no order by indicator_row_no
    ))::integer as indicator_no,
    grid_no,
    row_no,
    line_no,
    printed_level_1,
    printed_level_2,
    final_level_1_code as level_1_code,
    final_level_2_code as level_2_code,
    name,
    initial_target,
    adjusted_target,
    actual,
    qualitative,
    weight as printed_weight,
    score as printed_score,
    try_cast({{ evaluation_number('weight') }} as decimal(9, 2)) as weight,
    try_cast({{ evaluation_number('score') }} as decimal(9, 2)) as score,
    deviation,
    weight_column_no,
    score_column_no,
    is_moved
    or is_by_name
    -- a category of level 2 that stands beside another's level 1
    or coalesce(not is_level_1_as_2 and final_level_1_code != carried_level_1_code, false)
        as is_moved
from parented
where name is not null and name != ''
