select
    {{ surrogate_key([
        "'self_evaluation_fund'", 'amount.document_id', 'amount.grid_no', 'amount.row_no'
    ]) }} as self_evaluation_fund_key,
    evaluation.self_evaluation_key,
    evaluation.document_key,
    evaluation.unit_key,
    evaluation.fiscal_year_key,
    evaluation.project_key,
    amount.fund_source_code,
    amount.fund_label as printed_label,
    evaluation.is_repetition,
    evaluation.is_current,
    evaluation.is_additive,
    {%- for measure in [
        'initial_target', 'initial_budget', 'full_year_budget', 'executed', 'balance'
    ] %}
    max(amount.amount_yuan) filter (where amount.attribute = '{{ measure }}') as {{ measure }}_yuan,
    max(amount.printed_text) filter (where amount.attribute = '{{ measure }}')
        as printed_{{ measure }},
    {%- endfor %}
    string_agg(distinct amount.printed_unit, '、') as printed_unit,
    min(amount.line_no)::integer as line_no
from {{ ref('int_evaluation_amount') }} as amount
inner join {{ ref('dim_document') }} as document on amount.document_id = document.document_id
inner join {{ ref('fct_self_evaluation') }} as evaluation
    on
        document.document_key = evaluation.document_key
        and amount.report_no = evaluation.report_no
where amount.fund_source_code != 'total'
group by
    amount.document_id,
    amount.grid_no,
    amount.row_no,
    amount.fund_source_code,
    amount.fund_label,
    evaluation.self_evaluation_key,
    evaluation.document_key,
    evaluation.unit_key,
    evaluation.fiscal_year_key,
    evaluation.project_key,
    evaluation.is_repetition,
    evaluation.is_current,
    evaluation.is_additive
