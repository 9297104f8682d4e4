-- One row per unit, year, phase and item of the three public expenses, in yuan.
select
    coalesce(division.county, division.province) as 地区,
    unit.name as 单位,
    line.fiscal_year_key as 年度,
    phase.name as 阶段,
    item.name as 项目,
    sum(line.amount_yuan)::decimal(18, 2) as 金额_元,
    (sum(line.amount_yuan) / 10000)::decimal(18, 2) as 金额_万元
from {{ ref('fct_budget_line') }} as line
inner join {{ ref('dim_unit') }} as unit on line.unit_key = unit.unit_key
inner join {{ ref('dim_division') }} as division on unit.division_key = division.division_key
inner join {{ ref('dim_phase') }} as phase on line.phase_key = phase.phase_key
inner join {{ ref('dim_statement') }} as statement on line.statement_key = statement.statement_key
inner join {{ ref('dim_line_item') }} as item on line.line_item_key = item.line_item_key
where line.is_current and statement.code = 'three_public'
group by all
