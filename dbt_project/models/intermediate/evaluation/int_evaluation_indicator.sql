with

placed as (

    select
        placement.document_id,
        placement.report_no,
        placement.grid_no,
        placement.row_no,
        any_value(placement.line_no) as line_no,
        bool_or(placement.is_moved) as is_moved,
        {%- for attribute in [
            'level_1', 'level_2', 'name', 'initial_target', 'adjusted_target', 'actual',
            'qualitative', 'weight', 'score', 'deviation'
        ] %}
        max(placement.text) filter (where placement.attribute = '{{ attribute }}')
            as {{ attribute }},
        {%- endfor %}
        max(placement.column_no) filter (where placement.attribute = 'weight') as weight_column_no,
        max(placement.column_no) filter (where placement.attribute = 'score') as score_column_no,
        max(placement.level_1_code) filter (where placement.attribute = 'level_1')
            as level_1_code,
        max(placement.level_2_code) filter (where placement.attribute = 'level_1')
            as level_1_as_2_code,
        max(placement.level_2_code) filter (where placement.attribute = 'level_2')
            as level_2_code
    from {{ ref('int_evaluation_placement') }} as placement
    where placement.section_kind = 'indicator'
    group by
        placement.document_id,
        placement.report_no,
        placement.grid_no,
        placement.row_no

),

grouped as (

    select
        *,
        count(level_1) over rows_of_report as level_1_no,
        coalesce(initial_target, adjusted_target, actual, weight, score) is null as is_bare,
        coalesce(level_1, level_2) is null as is_uncategorised
    from placed
    window rows_of_report as (partition by document_id, report_no order by grid_no, row_no)

),

continued as (

    -- A cell that was broken into two lines, or by the end of a page: a row of one or two texts
    -- without category and result goes on the row above, and so does the row below a bare name.
    select
        *,
        is_uncategorised
        and (
            coalesce(actual, weight, score, qualitative) is null
            or coalesce(lag(is_bare) over rows_of_report, false)
        ) as is_rest
    from grouped
    window rows_of_report as (partition by document_id, report_no order by grid_no, row_no)

),

numbered as (

    select
        *,
        count(*) filter (where not is_rest) over (
            partition by document_id, report_no order by grid_no, row_no
        ) as indicator_row_no
    from continued

),

joined as (

    select
        document_id,
        report_no,
        indicator_row_no,
        {%- for column in [
            'grid_no', 'row_no', 'line_no', 'level_1_no', 'level_1', 'level_2', 'actual',
            'qualitative', 'weight', 'score', 'weight_column_no', 'score_column_no',
            'level_1_code', 'level_1_as_2_code', 'level_2_code'
        ] %}
        first({{ column }} order by grid_no, row_no) filter (where {{ column }} is not null)
            as {{ column }},
        {%- endfor %}
        {{ joined_parts('name') }} as name,
        {{ joined_parts('initial_target') }} as initial_target,
        {{ joined_parts('adjusted_target') }} as adjusted_target,
        {{ joined_parts('deviation') }} as deviation,
        bool_or(is_moved) as is_moved
    from numbered
    group by document_id, report_no, indicator_row_no

),

carried as (

    -- merged cells: a category is printed on its first row only
    select
        *,
        last(level_1 ignore nulls) over rows_of_report as carried_level_1,
        last(level_1_code ignore nulls) over rows_of_report as carried_level_1_code,
        last(level_1_as_2_code ignore nulls) over rows_of_level_1 as carried_level_1_as_2_code,
        last(level_2 ignore nulls) over rows_of_level_1 as carried_level_2,
        last(level_2_code ignore nulls) over rows_of_level_1 as carried_level_2_code,
        bool_or(level_2 is not null) over (
            partition by document_id, report_no, level_1_no
        ) as has_level_2
    from joined
    window
        rows_of_report as (partition by document_id, report_no order by indicator_row_no),
        rows_of_level_1 as (
            partition by document_id, report_no, level_1_no order by indicator_row_no
        )

),

decided as (

    select
        *,
        -- 成本指标 without categories below it is one itself, under 产出指标
        carried_level_1_as_2_code is not null and not has_level_2 as is_level_1_as_2
    from carried

),

coded as (

    select
        decided.*,
        case
            when is_level_1_as_2 then carried_level_1_as_2_code
            -- an unknown category hides the known one above it
            when decided.level_2 is not null then decided.level_2_code
            when decided.carried_level_2_code is not null then decided.carried_level_2_code
        end as final_level_2_code
    from decided

),

placed_by_name as (

    -- A category that only stands above gives way to the one that the name surely belongs to. And
    -- the first benefit of a report without costs, named like a cost and counted in money: the
    -- converter lost its category, and the next one slid up beside it.
    select
        coded.* exclude (final_level_2_code),
        coalesce(
            case
                when by_name.is_name_certain
                    then
                        coded.level_2 is null
                        and not coded.is_level_1_as_2
                        and coded.final_level_2_code != by_name.code
                else
                    coded.level_1_code = 'benefit'
                    and by_name.code = 'output_cost'
                    and regexp_matches(
                        coalesce(coded.adjusted_target, coded.initial_target),
                        '\d[\d.,]*[百千万亿]{0,2}元$'
                    )
                    and not bool_or(
                        coalesce(coded.final_level_2_code, '') = 'output_cost'
                        or coalesce(coded.carried_level_1_code, '') = 'cost'
                    ) over (partition by coded.document_id, coded.report_no)
            end,
            false
        ) as is_by_name,
        case when is_by_name then by_name.code else coded.final_level_2_code end
            as final_level_2_code
    from coded
    left join {{ ref('indicator_level') }} as by_name
        on regexp_matches({{ normalise_text('coded.name') }}, nullif(by_name.name_pattern, ''))

),

parented as (

    select
        placed_by_name.*,
        case
            when
                level_2.parent_code is not null
                and coalesce(placed_by_name.level_1_code, '') != 'cost'
                then level_2.parent_code
            when placed_by_name.is_level_1_as_2 then level_2.parent_code
            else placed_by_name.carried_level_1_code
        end as final_level_1_code
    from placed_by_name
    left join {{ ref('indicator_level') }} as level_2
        on placed_by_name.final_level_2_code = level_2.code

)

select
    coded.document_id,
    coded.report_no,
    (row_number() over (
        partition by coded.document_id, coded.report_no order by coded.indicator_row_no
    ))::integer as indicator_no,
    coded.grid_no,
    coded.row_no,
    coded.line_no,
    coalesce(coded.level_1, coded.carried_level_1) as printed_level_1,
    coalesce(coded.level_2, coded.carried_level_2) as printed_level_2,
    coded.final_level_1_code as level_1_code,
    coded.final_level_2_code as level_2_code,
    coded.name,
    coded.initial_target,
    coded.adjusted_target,
    coded.actual,
    coded.qualitative,
    coded.weight as printed_weight,
    coded.score as printed_score,
    {{ evaluation_number('coded.weight') }}::decimal(9, 2) as weight,
    {{ evaluation_number('coded.score') }}::decimal(9, 2) as score,
    coded.deviation,
    coded.weight_column_no,
    coded.score_column_no,
    coded.is_moved
    or coded.is_by_name
    -- a category of level 2 that stands beside another's level 1
    or coalesce(
        not coded.is_level_1_as_2 and coded.final_level_1_code != coded.carried_level_1_code, false
    ) as is_moved
from parented as coded
where coded.name is not null and coded.name != ''
