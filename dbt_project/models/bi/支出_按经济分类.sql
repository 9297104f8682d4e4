-- One row per unit, year, phase and pair of economic classes of basic expenditure, in yuan.
select
    coalesce(division.county, division.province) as 地区,
    unit.name as 单位,
    line.fiscal_year_key as 年度,
    phase.name as 阶段,
    department.class_code as 部门经济分类类编码,
    department.class_name as 部门经济分类类,
    department.code as 部门经济分类款编码,
    department.name as 部门经济分类款,
    government.code as 政府经济分类款编码,
    government.name as 政府经济分类款,
    sum(line.amount_yuan)::decimal(18, 2) as 金额_元,
    (sum(line.amount_yuan) / 10000)::decimal(18, 2) as 金额_万元
from {{ ref('fct_budget_line') }} as line
inner join {{ ref('dim_unit') }} as unit on line.unit_key = unit.unit_key
inner join {{ ref('dim_division') }} as division on unit.division_key = division.division_key
inner join {{ ref('dim_phase') }} as phase on line.phase_key = phase.phase_key
inner join {{ ref('dim_statement') }} as statement on line.statement_key = statement.statement_key
inner join {{ ref('dim_economic_class') }} as department
    on line.department_economic_class_key = department.economic_class_key
inner join {{ ref('dim_economic_class') }} as government
    on line.government_economic_class_key = government.economic_class_key
where line.is_current and statement.code = 'basic_by_economic_class'
group by all
