with

described as (

    select
        document_id,
        grid_no,
        column_no,
        block_no,
        header_path,
        meaning.fund_code,
        meaning.expenditure_kind_code,
        meaning.flow,
        -- the side of a summary form that this column stands on, whatever flows through it
        case
            when regexp_matches(header_path, '^收入') then 'income'
            when regexp_matches(header_path, '^支出') then 'expenditure'
            when meaning.flow = 'opening' then 'income'
            when meaning.flow = 'closing' then 'expenditure'
            else meaning.flow
        end as side,
        meaning.column_phase_code,
        meaning.line_item_code,
        coalesce(meaning.is_carryover, false) as is_carryover,
        coalesce(meaning.is_comparative, false)
        or coalesce(header.header_year != header.fiscal_year, false) as is_comparative,
        coalesce(
            header.header_year,
            case
                when regexp_matches(header_path, '上年(?:预算|执行|决算)')
                    then header.fiscal_year - 1
                else header.fiscal_year
            end
        ) as fiscal_year,
        coalesce(meaning.is_ratio, false) as is_ratio,
        coalesce(meaning.has_total_name, false) as has_total_name,
        coalesce(meaning.is_understood, false) as is_understood
    from {{ ref('int_column_header') }} as header
    left join {{ ref('int_header_meaning') }} as meaning using (header_path, phase_code)

)

select
    described.*,
    -- A total is a total of something: of other columns of its block, for the same phase. Named
    -- so (合计, 小计), or known to be the parent of a measure that has a column of its own.
    not described.is_comparative
    and exists (
        select 1
        from described as other
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
            and coalesce(other.flow, '') not in ('opening', 'closing')
            and (
                (described.has_total_name and not other.has_total_name)
                or kind.parent_code = described.expenditure_kind_code
                or fund.parent_code = described.fund_code
                or item.parent_code = described.line_item_code
            )
    ) as is_total
from described
