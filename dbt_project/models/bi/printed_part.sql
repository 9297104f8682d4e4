{{ config(materialized='ephemeral') }}

-- One row per part of what a view sums (a 类, a fund, all of 三公) for which the document prints one
-- figure: that figure, where it stands, and the sum of the lines below it; a lone line is no
-- subtotal. The total of a fund stands in many forms, and in those of income on a line.
with

of_fund as (

    select
        *,
        '资金来源' as dimension,
        fund_name as code
    from (
        select *
        from {{ ref('current_subtotal') }}
        where
            total_kind = 'total'
            and not is_of_kind
            and subject_code is null
            and (not is_carryover or flow = 'opening')
            and statement_code in (
                'income_summary', 'income_by_subject', 'expenditure_summary',
                'expenditure_by_subject', 'appropriation_summary', 'appropriation_by_subject',
                'general_public_by_subject', 'government_fund_income',
                'government_fund_by_subject', 'state_capital'
            )
        union all by name
        select
            unit_key,
            unit_name,
            fiscal_year,
            phase_name,
            statement_code,
            flow,
            fund_name,
            amount_yuan,
            budget_line_key as figure_key,
            title,
            source_path,
            page_no,
            line_no,
            header_path,
            printed_label,
            printed_amount,
            printed_unit
        from {{ ref('current_line') }}
        where
            statement_code in ('income_summary', 'appropriation_summary')
            and flow in ('income', 'opening', 'closing')
            and (not is_carryover or flow != 'income')
    )
    where fund_name is not null

),

candidate as (

    select
        *,
        '支出科目' as dimension,
        subject_code as code
    from {{ ref('current_subtotal') }}
    where subject_code is not null and flow = 'expenditure' and not is_carryover and not is_of_kind
    union all by name
    select
        *,
        '部门经济分类' as dimension,
        department_code as code
    from {{ ref('current_subtotal') }}
    where department_code is not null and flow = 'expenditure' and not is_carryover
    union all by name
    select
        *,
        '“三公”经费' as dimension,
        coalesce(line_item_name, 'total') as code
    from {{ ref('current_subtotal') }}
    where statement_code = 'three_public'
    union all by name
    select * from of_fund

),

nearest as (

    select
        part.unit_key,
        part.unit_name,
        part.fiscal_year,
        part.phase_name,
        part.dimension,
        part.part_level,
        part.code,
        candidate.amount_yuan as printed_yuan,
        candidate.figure_key,
        candidate.title,
        candidate.source_path,
        candidate.page_no,
        candidate.line_no,
        candidate.header_path,
        candidate.printed_label,
        candidate.printed_amount,
        candidate.printed_unit,
        count(distinct candidate.amount_yuan) over of_part as amount_count,
        abs(candidate.amount_yuan - part.amount_yuan) as distance,
        -- half a digit for each line and for the total
        if(candidate.printed_unit = '元', 0.5, 0.005 * {{ yuan_per('candidate.printed_unit') }})
        * (part.line_count + 1) as tolerance
    from {{ ref('summed_part') }} as part
    inner join candidate
        on
            part.unit_key = candidate.unit_key
            and part.unit_name = candidate.unit_name
            and part.fiscal_year = candidate.fiscal_year
            and part.phase_name = candidate.phase_name
            and part.dimension = candidate.dimension
            and part.code = candidate.code
            and part.flow = candidate.flow
            and (part.statement_code is null or part.statement_code = candidate.statement_code)
            -- a column of one fund is all of it only where there is no other
            and (
                part.dimension != '支出科目'
                or candidate.fund_name is null
                or part.fund_name = candidate.fund_name
            )
    window
        of_part as (
            partition by
                part.unit_key, part.unit_name, part.fiscal_year, part.phase_name,
                part.dimension, part.part_level, part.code
        )
    qualify row_number() over (of_part order by distance, candidate.line_no, figure_key) = 1

),

accepted as (

    -- of several figures, and of a fund or 三公, whose totals may hold more, only what agrees
    select *
    from nearest
    where
        distance <= tolerance
        or (amount_count = 1 and dimension in ('支出科目', '部门经济分类'))

)

select
    part.division_name,
    part.level_name,
    part.unit_name,
    part.unit_key,
    part.fiscal_year,
    part.phase_name,
    part.dimension,
    part.part_level,
    part.code,
    part.part_name,
    part.amount_yuan,
    part.line_count,
    coalesce(accepted.printed_yuan, part.amount_yuan) as printed_yuan,
    coalesce(accepted.distance <= accepted.tolerance, true) as is_rounding,
    accepted.figure_key is null as is_lone,
    accepted.figure_key,
    accepted.title,
    accepted.source_path,
    accepted.page_no,
    accepted.line_no,
    accepted.header_path,
    accepted.printed_label,
    accepted.printed_amount,
    accepted.printed_unit
from {{ ref('summed_part') }} as part
left join accepted
    using (unit_key, unit_name, fiscal_year, phase_name, dimension, part_level, code)
-- a part of one line is printed by that line
where accepted.figure_key is not null or (part.line_count = 1 and part.printed_count = 1)
