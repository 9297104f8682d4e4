select
    document_id,
    printed.report_no,
    printed.section_no,
    printed.section_kind,
    grid_no,
    row_no,
    column_no,
    printed.line_no,
    coalesce(replaced.attribute, printed.attribute) as attribute,
    coalesce(replaced.attribute != coalesce(printed.attribute, ''), false) as is_moved,
    printed.text,
    printed.is_number,
    printed.level_1_code,
    printed.level_2_code
from {{ ref('int_evaluation_printed_place') }} as printed
left join
    {{ ref('int_evaluation_replaced_cell') }} as replaced
    using (document_id, grid_no, row_no, column_no)
