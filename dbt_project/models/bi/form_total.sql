{{ config(materialized='ephemeral') }}

-- One row per publication and statement: the total as its form prints it, where that is certain,
-- and the sum of its lines. What is left from earlier years, or for the next, is neither income
-- nor spending of the year.
with

summed as (

    select
        publication.publication_key,
        statement.code as statement_code,
        line.flow,
        {{ sum_yuan(amount='line.amount_yuan') }} as amount_yuan,
        count(*) as line_count
    from {{ ref('fct_budget_line') }} as line
    inner join {{ ref('counted_document') }} as publication
        on line.document_key = publication.document_key
    inner join {{ ref('dim_statement') }} as statement
        on line.statement_key = statement.statement_key
    inner join {{ ref('dim_line_item') }} as item on line.line_item_key = item.line_item_key
    where
        line.is_counted
        and line.is_statement_basis
        and line.flow in ('income', 'expenditure')
        -- 会议费 and 培训费, which some provinces print beside 三公, are none
        and (
            statement.code != 'three_public'
            or coalesce(item.family, 'three_public') = 'three_public'
        )
    group by publication.publication_key, statement.code, line.flow
    -- a form of both sides answers for what goes out
    qualify row_number() over (
            partition by publication.publication_key, statement.code
            order by line.flow != 'expenditure'
        ) = 1

),

whole as (

    -- totals of all that a form holds: of no part of its funds or kinds. 收支总表 may print the one of
    -- its spending in the columns by use; a form of one row has it in a column.
    select
        publication.publication_key,
        if(statement.code = 'expenditure_by_use', 'expenditure_summary', statement.code)
            as statement_code,
        total.flow,
        total.total_kind = 'total' and statement.code != 'expenditure_by_use' as is_own,
        total.amount_yuan,
        total.printed_unit,
        publication.source_path,
        total.page_no,
        total.line_no
    from {{ ref('fct_reported_total') }} as total
    inner join {{ ref('counted_document') }} as publication
        on total.document_key = publication.document_key
    inner join {{ ref('dim_phase') }} as phase on total.phase_key = phase.phase_key
    inner join {{ ref('dim_statement') }} as statement
        on total.statement_key = statement.statement_key
    inner join {{ ref('dim_fund') }} as fund on total.fund_key = fund.fund_key
    inner join {{ ref('dim_expenditure_kind') }} as kind
        on total.expenditure_kind_key = kind.expenditure_kind_key
    inner join (
        select distinct
            expenditure_statement,
            default_fund,
            default_kind
        from {{ ref('form') }}
    ) as form
        on
            if(statement.code = 'expenditure_by_use', 'expenditure_summary', statement.code)
            = form.expenditure_statement
    where
        total.total_kind in ('total', 'row_total')
        and total.fiscal_year_key = publication.fiscal_year
        and phase.name = publication.phase_name
        and total.subject_key < 0
        and total.department_economic_class_key < 0
        and total.line_item_key < 0
        and total.project_key < 0
        and (total.fund_key < 0 or fund.code = form.default_fund)
        and (total.expenditure_kind_key < 0 or kind.code = form.default_kind)

),

nearest as (

    select
        summed.publication_key,
        summed.statement_code,
        whole.amount_yuan,
        whole.source_path,
        whole.page_no,
        whole.line_no,
        whole.is_own,
        abs(whole.amount_yuan - summed.amount_yuan) as distance,
        -- half a digit for each line and for the total
        if(whole.printed_unit = '元', 0.5, 0.005 * {{ yuan_per('whole.printed_unit') }})
        * (summed.line_count + 1) as tolerance,
        count(distinct whole.amount_yuan)
            over (partition by summed.publication_key, summed.statement_code)
            as amount_count
    from summed
    inner join whole using (publication_key, statement_code, flow)
    qualify row_number() over (
            partition by summed.publication_key, summed.statement_code
            order by distance, whole.source_path, whole.line_no
        ) = 1

)

select
    summed.publication_key,
    summed.statement_code,
    summed.amount_yuan as summed_yuan,
    nearest.amount_yuan as printed_yuan,
    nearest.source_path,
    nearest.page_no,
    nearest.line_no
from summed
left join nearest
    on
        summed.publication_key = nearest.publication_key
        and summed.statement_code = nearest.statement_code
        and (
            nearest.distance <= nearest.tolerance
            or (nearest.amount_count = 1 and nearest.is_own)
        )
