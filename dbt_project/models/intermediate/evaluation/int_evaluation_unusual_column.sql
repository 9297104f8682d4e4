{{ config(materialized='ephemeral') }}

with

fitting_row as (

    select
        document_id,
        grid_no,
        row_no,
        max(misfit) < 3 as is_fitting
    from {{ ref('int_evaluation_printed_place') }}
    group by document_id, grid_no, row_no

),

target_column as (

    -- of the columns for targets, the ones that rows use which are surely in place
    select
        printed.document_id,
        printed.report_no,
        printed.section_no,
        printed.attribute,
        count(*) as use_count
    from {{ ref('int_evaluation_printed_place') }} as printed
    inner join fitting_row using (document_id, grid_no, row_no)
    where
        fitting_row.is_fitting
        and printed.section_kind = 'indicator'
        and printed.attribute in ('initial_target', 'adjusted_target')
    group by
        printed.document_id, printed.report_no, printed.section_no, printed.attribute

)

-- a target in a column that one other row at most uses, where the other column is in use
select
    place.document_id,
    place.report_no,
    place.section_no,
    place.attribute
from {{ ref('int_evaluation_column') }} as place
left join target_column as own using (document_id, report_no, section_no, attribute)
inner join target_column as other
    on
        place.document_id = other.document_id
        and place.report_no = other.report_no
        and place.section_no = other.section_no
        and place.attribute != other.attribute
where
    place.attribute in ('initial_target', 'adjusted_target')
    and coalesce(own.use_count, 0) <= 1
    and other.use_count >= 3
