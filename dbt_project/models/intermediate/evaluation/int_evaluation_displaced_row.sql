{{ config(materialized='ephemeral') }}

select
    document_id,
    printed.grid_no,
    printed.row_no,
    any_value(printed.report_no) as report_no,
    any_value(printed.section_no) as section_no,
    any_value(printed.cell_count) as cell_count
from {{ ref('int_evaluation_printed_place') }} as printed
left join
    {{ ref('int_evaluation_unusual_column') }} as unusual
    using (document_id, report_no, section_no, attribute)
group by document_id, printed.grid_no, printed.row_no
having
    max(printed.misfit) >= 3
    or count(unusual.attribute) > 0
    -- points or money of nothing
    or (
        bool_or(printed.is_number)
        and not bool_or(printed.attribute in ('name', 'fund_source'))
    )
