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
        line.expenditure_kind_code,
        line.flow,
        line.line_item_code,
        line.parent_row_no,
        line.is_carryover,
        line.is_quantity,
        repair.shift,
        bool_or(line.is_total) over (partition by line.document_id, line.grid_no) as has_total,
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

),

settled as (

    select
        * exclude (printed_label, total_code, is_total),
        -- the row that the shift leaves without a label is the 合计 whose label was lost
        shift is not null and printed_label is null and not has_total as is_lost_total,
        coalesce(printed_label, case when is_lost_total then '合计' end) as printed_label,
        case when is_lost_total then 'total' else total_code end as total_code,
        coalesce(is_total, false) or is_lost_total as is_total
    from moved

)

select
    document_id,
    grid_no,
    row_no,
    block_no,
    line_no,
    line_dimension,
    printed_label,
    printed_government_label,
    fund_code,
    expenditure_kind_code,
    flow,
    line_item_code,
    parent_row_no,
    total_code,
    is_total,
    is_carryover,
    is_quantity,
    subject_code,
    hierarchy_code,
    department_class_code,
    government_class_code,
    mapping_method
from settled
where printed_label is not null
