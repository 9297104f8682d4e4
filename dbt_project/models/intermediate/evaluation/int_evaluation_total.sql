{{ config(materialized='ephemeral') }}

with

total_line as (

    -- the line of the funds table that speaks for the whole: 合计, or the only one
    select
        document_id,
        report_no,
        grid_no,
        row_no
    from {{ ref('int_evaluation_amount') }}
    group by document_id, report_no, grid_no, row_no
    qualify
        row_number() over (
            partition by document_id, report_no
            order by bool_or(fund_source_code = 'total') desc, grid_no asc, row_no asc
        ) = 1
        and (
            bool_or(fund_source_code = 'total')
            or count(*) over (partition by document_id, report_no) = 1
        )

)

select
    amount.document_id,
    amount.report_no,
    min(amount.line_no) as amount_line_no,
    {%- for measure in [
        'initial_target', 'initial_budget', 'full_year_budget', 'executed', 'balance'
    ] %}
    max(amount.amount_yuan) filter (where amount.attribute = '{{ measure }}')
        as {{ measure }}_yuan,
    max(amount.printed_text) filter (where amount.attribute = '{{ measure }}')
        as printed_{{ measure }},
    {%- endfor %}
    string_agg(distinct amount.printed_unit, '、') as printed_unit,
    max(amount.number) filter (where amount.attribute = 'rate') as printed_rate_number,
    max(amount.printed_text) filter (where amount.attribute = 'rate') as printed_rate,
    max(amount.number) filter (where amount.attribute = 'weight') as budget_weight,
    max(amount.number) filter (where amount.attribute = 'score') as budget_score
from {{ ref('int_evaluation_amount') }} as amount
inner join total_line using (document_id, grid_no, row_no)
group by amount.document_id, amount.report_no
