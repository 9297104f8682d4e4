select
    described.document_id,
    described.grid_no,
    described.column_no,
    described.block_no,
    described.header_path,
    described.fund_code,
    described.statement_code,
    described.expenditure_kind_code,
    described.flow,
    described.side,
    described.column_phase_code,
    described.line_item_code,
    described.is_carryover,
    described.is_comparative,
    described.fiscal_year,
    described.is_ratio,
    described.has_total_name,
    described.is_understood,
    -- A total is a total of something: of other columns of its block, for the same phase. Named
    -- so (合计, 小计), known to be the parent of a measure that has a column of its own, or, under a
    -- header that says nothing, the sum of its neighbours on every line.
    summed.column_no is not null
    or not described.is_comparative
    and exists (
        select 1
        from {{ ref('int_column_meaning') }} as other
        left join {{ ref('expenditure_kind') }} as kind on other.expenditure_kind_code = kind.code
        left join {{ ref('fund') }} as fund on other.fund_code = fund.code
        left join {{ ref('line_item') }} as item on other.line_item_code = item.code
        where
            other.document_id = described.document_id
            and other.grid_no = described.grid_no
            and other.block_no = described.block_no
            and other.column_no != described.column_no
            and not other.is_comparative
            and other.column_phase_code is not distinct from described.column_phase_code
            and other.statement_code is not distinct from described.statement_code
            and coalesce(other.flow, '') not in ('opening', 'closing')
            and (
                (described.has_total_name and not other.has_total_name)
                or kind.parent_code = described.expenditure_kind_code
                or fund.parent_code = described.fund_code
                or item.parent_code = described.line_item_code
            )
    ) as is_total
from {{ ref('int_column_meaning') }} as described
left join (
    select distinct
        document_id,
        grid_no,
        total_column_no as column_no
    from {{ ref('int_column_sum') }}
) as summed using (document_id, grid_no, column_no)
