{{ config(materialized='ephemeral') }}

select
    document_id,
    'measure_not_understood' as kind,
    measure.header_path as text,
    amount.line_no
from {{ ref('int_column') }} as measure
inner join {{ ref('int_amount') }} as amount using (document_id, grid_no, column_no)
where
    not measure.is_understood
    -- what its neighbours add up to needs no name
    and not measure.is_total
    and measure.header_path != ''
union all
select
    line.document_id,
    case line.line_dimension
        when 'subject' then 'subject_without_code'
        when 'economic_class' then 'economic_class_not_found'
        else 'label_not_understood'
    end as kind,
    line.printed_label as text,
    line.line_no
from {{ ref('int_line') }} as line
inner join {{ ref('int_amount') }} as amount
    on
        line.document_id = amount.document_id
        and line.grid_no = amount.grid_no
        and line.line_no = amount.line_no
        and line.block_no = amount.label_block_no
where
    line.total_code = 'unresolved'
    or not line.is_total
    and (
        (line.line_dimension = 'subject' and line.subject_code is null)
        or (line.line_dimension = 'economic_class' and line.department_class_code is null)
        or (
            line.line_dimension = 'summary'
            and line.subject_code is null
            and line.fund_code is null
            and line.flow is null
            and line.expenditure_kind_code is null
            and line.department_class_code is null
        )
        or (
            line.line_dimension = 'item'
            and line.line_item_code is null
            and not line.is_quantity
        )
    )
union all
-- read, but not as printed
select
    line.document_id,
    'name_read_as_near_one' as kind,
    line.printed_label as text,
    line.line_no
from {{ ref('int_line') }} as line
where line.mapping_method = 'near'
