select
    {{ surrogate_key(['printed.document_id', 'printed.grid_no', 'printed.row_no']) }}
        as label_repair_key,
    printed.document_id,
    printed.line_no,
    printed.printed_label,
    repaired.printed_label as repaired_label,
    concat(
        '标签列整体错位一行：按表内勾稽关系',
        case repair.shift when 1 then '下移' else '上移' end,
        '一行后，',
        repair.identity_count,
        '项关系全部成立，别无他法。'
    ) as reason
from {{ ref('int_line_printed') }} as printed
inner join {{ ref('int_label_repair') }} as repair
    on printed.document_id = repair.document_id and printed.grid_no = repair.grid_no
inner join {{ ref('int_line') }} as repaired
    on
        printed.document_id = repaired.document_id
        and printed.grid_no = repaired.grid_no
        and printed.row_no = repaired.row_no
        and printed.block_no = repaired.block_no
union all
-- 301 | 2 for 301 | 02: a spreadsheet takes codes for numbers
select
    {{ surrogate_key([
        "'code'", 'line.document_id', 'line.grid_no', 'line.row_no', 'line.block_no'
    ]) }} as label_repair_key,
    line.document_id,
    line.line_no,
    concat_ws(' ', line.short_code, line.printed_label) as printed_label,
    concat_ws(' ', line.code, line.printed_label) as repaired_label,
    '科目编码丢失了零，按类、款、项补齐。' as reason
from {{ ref('int_row') }} as line
where line.short_code is not null
