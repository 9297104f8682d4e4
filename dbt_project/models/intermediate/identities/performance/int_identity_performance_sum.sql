{{ config(materialized='ephemeral') }}

-- each part and the total it belongs to, by side and breakdown
select
    {{ performance_term(
        "concat('performance_', case when form_scope = 'department' and breakdown = 'kind' "
        ~ "then 'department_kind' else concat(amount_side, '_fund') end)",
        "concat_ws('|', amount_side, breakdown)",
        "if(is_total, 'lhs', 'rhs')"
    ) }}
from {{ ref('int_performance_stated') }} as part
where
    exists (
        select 1
        from {{ ref('int_performance_stated') }} as total
        where
            total.document_id = part.document_id
            and total.form_no = part.form_no
            and total.is_total
            and total.amount_side = part.amount_side
            and total.breakdown = part.breakdown
    )
union all
-- a department's total by source and the one by kind
select
    {{ performance_term(
        "'performance_department_total'", "''", "if(breakdown = 'source', 'lhs', 'rhs')"
    ) }}
from {{ ref('int_performance_stated') }} as total
where
    form_scope = 'department'
    and is_total
    and amount_side = 'annual'
    and (
        select count(distinct other.breakdown)
        from {{ ref('int_performance_stated') }} as other
        where
            other.document_id = total.document_id
            and other.form_no = total.form_no
            and other.is_total
            and other.amount_side = 'annual'
    ) = 2
