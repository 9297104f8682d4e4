{{ config(materialized='ephemeral') }}

-- the same figure in the unit of money that its project line, or the document's total, allows
with

project_total as (

    select
        document_id,
        {{ sum_yuan() }} as total_yuan
    from {{ ref('int_performance_project_cell') }}
    group by document_id

),

fitted as (

    select
        *,
        case
            when abs(amount_yuan - project_amount_yuan) <= 0.005 * 10001 then amount_yuan
            when abs(amount - project_amount_yuan) <= 0.005 * 10001 then amount
            -- a number too large to be tens of thousands is none
            when
                amount < 100000000000
                and abs(amount::decimal(26, 2) * 10000 - project_amount_yuan) <= 0.005 * 10001
                then (amount::decimal(26, 2) * 10000)::decimal(18, 2)
            when yuan_per_unit > 1 and amount_yuan > total_yuan and amount <= total_yuan
                then amount
            else amount_yuan
        end as fitting_yuan
    from {{ ref('int_performance_stated') }}
    inner join project_total using (document_id)
    where is_total and amount_side = 'annual' and form_scope = 'project'

)

select
    {{ performance_term(
        "'performance_unit'", "''", "unnest(['lhs', 'rhs'])",
        "unnest([amount_yuan, fitting_yuan])::decimal(18, 2)"
    ) }}
from fitted
