{{ config(materialized='ephemeral') }}

select
    money.money_key,
    money.budget_line_key,
    document.document_key,
    document.document_id,
    document.title,
    document.source_path,
    document.unit_key,
    document.division_name,
    document.level_name,
    document.unit_name,
    money.fiscal_year_key as fiscal_year,
    phase.code as phase_code,
    phase.name as phase_name,
    money.side,
    case money.side
        when 'revenue' then '本年收入'
        when 'opening' then '上年结转'
        when 'expenditure' then '支出'
        else '年末结转'
    end as side_name,
    fund.name as fund_name,
    subject.class_code,
    subject.class_name,
    subject.group_code,
    subject.group_name,
    subject.item_code,
    subject.item_name,
    case money.fund_basis
        when 'printed' then '本行所列'
        when 'divided' then '据更细报表推定'
        when 'other_form' then '取自更细报表'
        when 'rest' then '差额'
        else '未分'
    end as fund_basis_name,
    -- a rest is the difference of what the document prints
    coalesce(line.is_recognised, document.is_recognised) as is_recognised,
    money.amount_yuan,
    line.page_no,
    line.line_no,
    line.header_path,
    line.printed_label,
    line.printed_amount,
    line.printed_unit
from {{ ref('fct_money') }} as money
-- a rest is the difference of printed figures and has no line
left join {{ ref('fct_budget_line') }} as line on money.budget_line_key = line.budget_line_key
inner join {{ ref('current_document') }} as document on money.document_key = document.document_key
inner join {{ ref('dim_phase') }} as phase on money.phase_key = phase.phase_key
inner join {{ ref('dim_fund') }} as fund on money.fund_key = fund.fund_key
inner join {{ ref('dim_subject') }} as subject on money.subject_key = subject.subject_key
