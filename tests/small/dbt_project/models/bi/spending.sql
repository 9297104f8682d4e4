select sum(amount_yuan) as yuan from {{ ref('fct_budget_line') }} where is_current
