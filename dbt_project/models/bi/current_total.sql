{{ config(materialized='ephemeral') }}

-- One row per total of all income or all spending that a counted publication prints, of its own
-- year and phase; those of one fund or of carried-over money alone are totals of a part.
select
    document.unit_key,
    document.unit_name,
    document.fiscal_year,
    document.phase_name,
    total.flow,
    case when kind.expenditure_kind_key > 0 then coalesce(kind.parent_code, kind.code) end
        as expenditure_kind_group_code,
    statement.code in ('income_summary', 'expenditure_summary', 'expenditure_by_use') as is_summary,
    total.amount_yuan,
    total.reported_total_key,
    document.title,
    document.source_path,
    total.page_no,
    total.line_no,
    total.header_path,
    total.printed_label,
    total.printed_amount,
    total.printed_unit
from {{ ref('fct_reported_total') }} as total
inner join {{ ref('current_document') }} as document on total.document_key = document.document_key
inner join {{ ref('dim_document') }} as part on total.document_key = part.document_key
inner join {{ ref('dim_publication') }} as publication
    on part.publication_key = publication.publication_key
inner join {{ ref('dim_statement') }} as statement on total.statement_key = statement.statement_key
inner join {{ ref('dim_expenditure_kind') }} as kind
    on total.expenditure_kind_key = kind.expenditure_kind_key
where
    publication.is_counted
    and total.total_kind = 'total'
    and total.fiscal_year_key = publication.fiscal_year_key
    and total.phase_key = publication.phase_key
    and not total.is_carryover
    and total.fund_key < 0
    and statement.code in (
        'income_summary', 'income_by_subject', 'expenditure_summary', 'expenditure_by_subject',
        'expenditure_by_use'
    )
