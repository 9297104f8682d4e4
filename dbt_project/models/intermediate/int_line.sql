with

moved as (

    select
        line.document_id,
        line.grid_no,
        line.row_no,
        line.block_no,
        line.line_no,
        line.line_dimension,
        line.fund_code,
        line.flow,
        line.line_item_code,
        line.parent_row_no,
        line.is_carryover,
        line.is_quantity,
        repair.shift,
        {{ moved('printed_label') }} as printed_label,
        {{ moved('printed_government_label') }} as printed_government_label,
        {{ moved('total_code') }} as total_code,
        {{ moved('is_total') }} as is_total,
        {{ moved('subject_code') }} as subject_code,
        {{ moved('hierarchy_code') }} as hierarchy_code,
        {{ moved('department_class_code') }} as department_class_code,
        {{ moved('government_class_code') }} as government_class_code,
        {{ moved('mapping_method') }} as mapping_method
    from {{ ref('int_line_printed') }} as line
    left join {{ ref('int_label_repair') }} as repair
        on line.document_id = repair.document_id and line.grid_no = repair.grid_no
    window rows_of_grid as (
        partition by line.document_id, line.grid_no, line.block_no
        order by line.row_no
    )

)

select
    document_id,
    grid_no,
    row_no,
    block_no,
    line_no,
    line_dimension,
    -- the row that the shift leaves without a label is the 合计 whose label was lost
    case when shift is not null then coalesce(printed_label, '合计') else printed_label end
        as printed_label,
    printed_government_label,
    fund_code,
    flow,
    line_item_code,
    parent_row_no,
    case
        when shift is not null and printed_label is null then 'total' else total_code
    end as total_code,
    coalesce(is_total, shift is not null) as is_total,
    is_carryover,
    is_quantity,
    subject_code,
    hierarchy_code,
    department_class_code,
    government_class_code,
    mapping_method
from moved
