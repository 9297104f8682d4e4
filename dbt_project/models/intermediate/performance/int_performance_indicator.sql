with

corrected as (

    -- a level that only stands above gives way to the one that the name belongs to
    select
        levelled.* exclude (side),
        case
            when annual_first.form_no is null then levelled.side
            when levelled.side = 'period' then 'annual'
            else 'period'
        end as side,
        coalesce(
            levelled.printed_level_2, levelled.level_by_name, levelled.held_level_2
        ) as level_2,
        case
            when levelled.printed_level_2 is not null
                then if(levelled.has_own_level, 'printed', 'filled')
            when levelled.level_by_name != levelled.held_level_2 then 'vocabulary'
            when levelled.held_level_2 is not null then 'filled'
        end as level_method
    from {{ ref('int_performance_indicator_level') }} as levelled
    left join {{ ref('int_performance_annual_first') }} as annual_first using (document_id, form_no)

)

select
    corrected.document_id,
    corrected.form_no,
    corrected.line_no,
    token.printed_column_no as column_no,
    corrected.side,
    case
        when vocabulary.is_level_1_certain then parent.name
        when corrected.held_level_1 = '成本指标' then corrected.held_level_1
        else coalesce(parent.name, corrected.held_level_1)
    end as level_1,
    corrected.level_2,
    corrected.level_method,
    case when not {{ is_indicator_placeholder('corrected.name') }} then corrected.name end as name,
    corrected.target,
    -- printed again in the same form, or printed elsewhere with the target that is missing here
    corrected.name is not null
    and case
        when corrected.target is null then count(corrected.target) over same_name > 0
        else
            row_number() over (
                partition by
                    corrected.document_id, corrected.form_no, corrected.side, corrected.name,
                    corrected.target
                order by corrected.line_no, corrected.column_no
            ) > 1
    end as is_repeated
from corrected
inner join {{ ref('int_performance_token') }} as token using (document_id, line_no, column_no)
left join {{ ref('indicator_level') }} as vocabulary
    on corrected.level_2 = vocabulary.name and vocabulary.level = 2
left join {{ ref('indicator_level') }} as parent on vocabulary.parent_code = parent.code
where
    -- a text alone that no level takes in is no indicator
    corrected.target is not null
    or corrected.level_2 is not null
window same_name as (
    partition by corrected.document_id, corrected.form_no, corrected.side, corrected.name
)
