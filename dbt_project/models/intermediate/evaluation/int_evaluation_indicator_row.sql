{{ config(materialized='ephemeral') }}

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
            'level_1', 'level_2', 'name', 'adjusted_target', 'actual', 'qualitative', 'weight',
            'score', 'deviation'
        ] %}
        max(placement.text) filter (where placement.attribute = '{{ attribute }}')
            as {{ attribute }},
        {%- endfor %}
        -- ≥ | 80 | % in columns of their own are one target
        nullif(concat(
            max(placement.text) filter (where placement.attribute = 'target_sign'),
            max(placement.text) filter (where placement.attribute = 'initial_target'),
            max(placement.text) filter (where placement.attribute = 'target_unit')
        ), '') as initial_target,
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

)

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
