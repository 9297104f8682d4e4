with

total as (

    select
        total.*,
        summed.first_column_no,
        summed.last_column_no,
        regexp_replace(header_path, '(?: / )?[^/]*$', '') as scope_path
    from {{ ref('int_column') }} as total
    left join {{ ref('int_column_sum') }} as summed
        on
            total.document_id = summed.document_id
            and total.grid_no = summed.grid_no
            and total.column_no = summed.total_column_no
    where is_total

)

select
    total.document_id,
    total.grid_no,
    total.column_no as total_column_no,
    part.column_no as part_column_no
from total
inner join {{ ref('int_column') }} as part
    on
        total.document_id = part.document_id
        and total.grid_no = part.grid_no
        and total.block_no = part.block_no
        and total.column_no != part.column_no
        and total.column_phase_code is not distinct from part.column_phase_code
        and total.statement_code is not distinct from part.statement_code
left join {{ ref('line_item') }} as item on part.line_item_code = item.code
left join {{ ref('expenditure_kind') }} as kind on part.expenditure_kind_code = kind.code
left join {{ ref('fund') }} as fund on part.fund_code = fund.code
where
    not part.is_comparative
    and not part.is_total
    and case
        when total.first_column_no is not null
            then part.column_no between total.first_column_no and total.last_column_no
        -- 公务用车 is the sum of 购置 and 运行, 基本支出 of 人员 and 公用, wherever they stand
        when total.line_item_code is not null then item.parent_code = total.line_item_code
        when not total.has_total_name
            then
                kind.parent_code = total.expenditure_kind_code
                or fund.parent_code = total.fund_code
        -- 合计 is the sum of what stands under the same merged header
        else
            starts_with(part.header_path, total.scope_path)
            and coalesce(part.flow, '') not in ('opening', 'closing')
    end
