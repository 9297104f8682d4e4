-- One row per unit, year, phase, subject and kind of expenditure (支出总表), in yuan.
select
    coalesce(division.county, division.province) as 地区,
    unit.name as 单位,
    line.fiscal_year_key as 年度,
    phase.name as 阶段,
    subject.class_code as 类编码,
    subject.class_name as 类,
    subject.group_code as 款编码,
    subject.group_name as 款,
    subject.item_code as 项编码,
    subject.item_name as 项,
    kind.name as 支出性质,
    sum(line.amount_yuan)::decimal(18, 2) as 金额_元,
    (sum(line.amount_yuan) / 10000)::decimal(18, 2) as 金额_万元
from {{ ref('fct_budget_line') }} as line
inner join {{ ref('dim_unit') }} as unit on line.unit_key = unit.unit_key
inner join {{ ref('dim_division') }} as division on unit.division_key = division.division_key
inner join {{ ref('dim_phase') }} as phase on line.phase_key = phase.phase_key
inner join {{ ref('dim_statement') }} as statement on line.statement_key = statement.statement_key
inner join {{ ref('dim_subject') }} as subject on line.subject_key = subject.subject_key
inner join {{ ref('dim_expenditure_kind') }} as kind
    on line.expenditure_kind_key = kind.expenditure_kind_key
where line.is_current and statement.code = 'expenditure_by_subject'
group by all
