{{ config(materialized='ephemeral') }}

with

carried as (

    -- merged cells: a category is printed on its first row only
    select
        document_id,
        report_no,
        indicator_row_no,
        level_2,
        level_2_code,
        last(level_1 ignore nulls) over rows_of_report as printed_level_1,
        last(level_1_code ignore nulls) over rows_of_report as carried_level_1_code,
        last(level_1_as_2_code ignore nulls) over rows_of_level_1 as carried_level_1_as_2_code,
        last(level_2 ignore nulls) over rows_of_level_1 as printed_level_2,
        last(level_2_code ignore nulls) over rows_of_level_1 as carried_level_2_code,
        -- 成本指标 without categories below it is one itself, under 产出指标
        carried_level_1_as_2_code is not null
        and not bool_or(level_2 is not null) over (
            partition by document_id, report_no, level_1_no
        ) as is_level_1_as_2
    from {{ ref('int_evaluation_indicator_row') }}
    window
        rows_of_report as (partition by document_id, report_no order by indicator_row_no),
        rows_of_level_1 as (
            partition by document_id, report_no, level_1_no order by indicator_row_no
        )

)

select
    document_id,
    report_no,
    indicator_row_no,
    printed_level_1,
    printed_level_2,
    carried_level_1_code,
    is_level_1_as_2,
    case
        when is_level_1_as_2 then carried_level_1_as_2_code
        -- an unknown category hides the known one above it
        when level_2 is not null then level_2_code
        else carried_level_2_code
    end as level_2_code
from carried
