select
    amount.amount_key as budget_line_key,
    amount.document_key,
    amount.unit_key,
    amount.fiscal_year_key,
    amount.phase_key,
    amount.statement_key,
    amount.subject_key,
    amount.department_economic_class_key,
    amount.government_economic_class_key,
    amount.fund_key,
    amount.expenditure_kind_key,
    amount.project_key,
    amount.line_item_key,
    amount.flow,
    amount.is_carryover,
    amount.is_current,
    amount.is_current and used.is_counted as is_counted,
    used.is_spending_basis and amount.is_expenditure as is_spending_basis,
    used.is_spending_by_kind_basis and amount.is_expenditure as is_spending_by_kind_basis,
    used.is_revenue_basis and amount.is_revenue as is_revenue_basis,
    -- a form that prints what comes in and what goes out prints the same money twice
    amount.is_of_publication
    and (
        coalesce(amount.flow, 'expenditure') in ('expenditure', 'closing')
        or not bool_or(coalesce(amount.flow, 'expenditure') in ('expenditure', 'closing'))
            over (partition by amount.document_key, amount.statement_key)
    ) as is_statement_basis,
    amount.is_recognised,
    amount.amount_yuan,
    amount.printed_amount,
    amount.printed_unit,
    amount.printed_label,
    amount.header_path,
    amount.grid_no,
    printed.page_no,
    amount.line_no,
    amount.column_no
from (
    select
        amount.*,
        publication.is_current,
        -- of the publication's own year and phase: a form may print another one beside it
        amount.phase_key = publication.phase_key
        and amount.fiscal_year_key = publication.fiscal_year_key as is_of_publication,
        is_of_publication and coalesce(amount.flow = 'expenditure', false) as is_expenditure,
        is_of_publication
        and coalesce(amount.flow in ('income', 'opening'), false) as is_revenue
    from {{ ref('int_keyed_amount') }} as amount
    inner join {{ ref('int_publication') }} as publication using (document_key)
    where amount.is_leaf
) as amount
inner join {{ ref('int_statement_use') }} as used
    on amount.document_key = used.document_key and amount.statement_key = used.statement_key
inner join {{ ref('stg_line') }} as printed
    on amount.document_id = printed.document_id and amount.line_no = printed.line_no
