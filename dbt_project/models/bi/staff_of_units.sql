{{ config(alias='单位人数') }}

select
    {{ whose_and_when('document') }},
    document.phase_name as 阶段,
    case staff.staff_kind when 'established' then '编制' when 'actual' then '实有' end as 类别,
    staff.head_count as 人数,
    staff.is_part as 是否部分,
    staff.is_unambiguous as 是否唯一,
    staff.printed_text as 所述,
    document.title as 文件,
    document.source_path as 文件路径,
    line.page_no as 页,
    staff.line_no as 行
from {{ ref('int_staff_statement') }} as staff
inner join {{ ref('current_document') }} as document on staff.document_id = document.document_id
left join {{ ref('stg_line') }} as line
    on staff.document_id = line.document_id and staff.line_no = line.line_no
