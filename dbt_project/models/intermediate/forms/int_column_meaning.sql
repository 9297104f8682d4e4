{{ config(materialized='ephemeral') }}

select
    document_id,
    grid_no,
    column_no,
    block_no,
    header_path,
    meaning.fund_code,
    meaning.statement_code,
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
