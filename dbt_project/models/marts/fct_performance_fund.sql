select
    {{ surrogate_key(['amount.document_id', 'amount.line_no', 'amount.column_no']) }}
        as performance_fund_key,
    target.performance_target_key,
    target.document_key,
    amount.side,
    amount.breakdown,
    amount.part_code as fund_source,
    source.name as fund_source_name,
    amount.amount_yuan,
    amount.printed_amount,
    amount.printed_unit,
    amount.printed_label,
    target.is_repeated,
    target.is_current,
    target.is_additive
    and not target.is_unit_doubtful
    and amount.side = 'annual'
    and amount.breakdown = 'source' as is_additive,
    amount.line_no,
    amount.column_no
from {{ ref('int_performance_amount') }} as amount
inner join {{ ref('int_performance_form') }} as form
    on amount.document_id = form.document_id and amount.form_no = form.form_no
inner join {{ ref('fct_performance_target') }} as target
    on
        {{ surrogate_key(['form.document_id', 'form.first_line_no']) }}
        = target.performance_target_key
left join {{ ref('performance_fund_source') }} as source on amount.part_code = source.code
where not amount.is_total
