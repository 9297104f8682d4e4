{{ config(materialized='ephemeral') }}

with

cell as (

    select
        document_id,
        grid_no,
        row_no,
        cell.report_no,
        cell.column_no,
        cell.line_no,
        cell.text,
        cell.is_number,
        cell.is_percentage,
        cell.value_attribute,
        cell.level_1_code,
        cell.level_2_code,
        line.section_no,
        line.section_kind,
        row_number() over (printed_row order by cell.column_no) as cell_no,
        count(*) over printed_row as cell_count,
        bool_or(cell.is_number) over printed_row as has_number
    from {{ ref('int_evaluation_cell') }} as cell
    inner join {{ ref('int_evaluation_row') }} as line using (document_id, grid_no, row_no)
    where
        line.row_kind = 'body'
        and line.section_kind in ('funds', 'indicator')
        and coalesce(line.first_attribute, '') != 'note'
        and not (line.section_kind = 'indicator' and coalesce(line.first_attribute, '') = 'total')
        and coalesce(cell.row_attribute, '') != 'ornament'
    window printed_row as (partition by cell.document_id, cell.grid_no, cell.row_no)
    -- what a form prints below its amounts (年度总体目标) states none
    qualify line.section_kind = 'indicator' or has_number

)

select
    document_id,
    report_no,
    section_no,
    cell.section_kind,
    cell.grid_no,
    cell.row_no,
    column_no,
    cell.line_no,
    cell.cell_no,
    cell.cell_count,
    cell.text,
    cell.is_number,
    cell.is_percentage,
    cell.value_attribute,
    cell.level_1_code,
    cell.level_2_code,
    place.attribute,
    {{ evaluation_misfit('place.attribute', 'cell') }} as misfit
from cell
left join {{ ref('int_evaluation_column') }} as place
    using (document_id, report_no, section_no, column_no)
