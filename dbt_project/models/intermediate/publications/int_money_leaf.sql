{{ config(materialized='table') }}

with

line as (

    select
        amount.amount_key,
        amount.document_id,
        amount.document_key,
        amount.subject_key,
        amount.fund_key,
        amount.amount_yuan,
        amount.statement_code,
        publication.publication_key,
        coalesce(fund.code != 'fiscal_appropriation', false) as is_specific,
        coalesce(fund.parent_code = 'fiscal_appropriation', false) as is_budget,
        coalesce(fund.code = 'fiscal_appropriation', false) as is_appropriation,
        case
            when amount.flow in ('expenditure', 'closing') then amount.flow
            when amount.flow = 'opening' or amount.is_carryover then 'opening'
            else 'revenue'
        end as side,
        case
            when amount.flow = 'expenditure' then used.is_spending_basis
            else used.is_revenue_basis and amount.flow in ('income', 'opening')
        end as is_answer,
        sums.tolerance_yuan
    from {{ ref('int_keyed_amount') }} as amount
    inner join {{ ref('int_publication') }} as publication using (document_id)
    inner join {{ ref('int_statement_use') }} as used using (document_id, statement_key)
    left join {{ ref('fund') }} as fund on amount.fund_key = fund.fund_key
    -- of the publication's own year and phase: a form may print another one beside it
    inner join {{ ref('int_statement_sum') }} as sums
        on
            amount.document_id = sums.document_id
            and amount.statement_key = sums.statement_key
            and amount.flow = sums.flow
            and publication.fiscal_year_key = sums.fiscal_year_key
            and publication.phase_key = sums.phase_key
    where
        amount.is_leaf
        and used.is_counted
        and amount.fiscal_year_key = publication.fiscal_year_key
        and amount.phase_key = publication.phase_key

)

-- One row per leaf of a counted publication's own year and phase: which question it answers, and
-- how finely it tells the funds.
select
    *,
    case side
        when 'closing' then statement_code = 'expenditure_summary'
        -- 上年结转 by 科目 where that is all of it, else in one figure
        when 'opening'
            then
                coalesce(
                    abs(
                        sum(amount_yuan) filter (where is_answer) over of_side
                        - sum(amount_yuan) filter (where statement_code = 'income_summary')
                            over of_side
                    ) <= 2 * max(tolerance_yuan) over of_side,
                    bool_or(is_answer) over of_side
                ) = (statement_code != 'income_summary')
                and (is_answer or statement_code = 'income_summary')
        else is_answer
    end as is_basis,
    case
        when statement_code = 'income_summary' then 1
        when statement_code = 'appropriation_summary' then 2
        when
            statement_code in (
                'general_public_by_subject', 'government_fund_by_subject', 'state_capital'
            )
            then 3
    end as source
from line
window of_side as (partition by publication_key, side)
