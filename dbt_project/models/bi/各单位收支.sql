-- One row per unit, year and phase: the yuan of the additive statement of each question.
select
    coalesce(division.county, division.province) as 地区,
    unit.name as 单位,
    document.fiscal_year_key as 年度,
    phase.name as 阶段,
    sum(line.amount_yuan) filter (where statement.code = 'income_by_subject' and not line.is_carryover)
        as 本年收入_元,
    sum(line.amount_yuan) filter (where statement.code = 'income_summary' and line.is_carryover)
        as 上年结转_元,
    sum(line.amount_yuan) filter (where statement.code = 'expenditure_by_subject') as 支出_元,
    sum(line.amount_yuan) filter (
        where statement.code = 'expenditure_by_subject' and kind.code = 'basic'
    ) as 基本支出_元,
    sum(line.amount_yuan) filter (
        where statement.code = 'expenditure_by_subject' and kind.code = 'project'
    ) as 项目支出_元,
    (sum(line.amount_yuan) filter (where statement.code = 'expenditure_by_subject') / 10000)
        ::decimal(18, 2) as 支出_万元
from {{ ref('fct_budget_line') }} as line
inner join {{ ref('dim_document') }} as document on line.document_key = document.document_key
inner join {{ ref('dim_unit') }} as unit on line.unit_key = unit.unit_key
inner join {{ ref('dim_division') }} as division on unit.division_key = division.division_key
inner join {{ ref('dim_phase') }} as phase on line.phase_key = phase.phase_key
inner join {{ ref('dim_statement') }} as statement on line.statement_key = statement.statement_key
inner join {{ ref('dim_expenditure_kind') }} as kind
    on line.expenditure_kind_key = kind.expenditure_kind_key
where line.is_current and line.phase_key = document.phase_key
group by all
