{{ config(materialized='ephemeral') }}

-- One row per total of all income or all spending that a counted publication prints, of its own
-- year and phase; those of one fund or of carried-over money alone are totals of a part.
select
    unit_key,
    unit_name,
    fiscal_year,
    phase_name,
    flow,
    expenditure_kind_group_code,
    statement_code in ('income_summary', 'expenditure_summary', 'expenditure_by_use') as is_summary,
    amount_yuan,
    figure_key as reported_total_key,
    title,
    source_path,
    page_no,
    line_no,
    header_path,
    printed_label,
    printed_amount,
    printed_unit
from {{ ref('current_subtotal') }}
where
    total_kind = 'total'
    and is_of_publication
    and not is_carryover
    and fund_name is null
    and statement_code in (
        'income_summary', 'income_by_subject', 'expenditure_summary', 'expenditure_by_subject',
        'expenditure_by_use'
    )
