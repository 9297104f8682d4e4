-- One row per project, year, fund and origin of the money (this year's or carried over), in yuan.
select
    coalesce(division.county, division.province) as 地区,
    unit.name as 单位,
    line.fiscal_year_key as 年度,
    project.name as 项目,
    fund.name as 资金来源,
    line.is_carryover as 是否上年结转,
    sum(line.amount_yuan)::decimal(18, 2) as 金额_元,
    (sum(line.amount_yuan) / 10000)::decimal(18, 2) as 金额_万元
from {{ ref('fct_budget_line') }} as line
inner join {{ ref('dim_unit') }} as unit on line.unit_key = unit.unit_key
inner join {{ ref('dim_division') }} as division on unit.division_key = division.division_key
inner join {{ ref('dim_statement') }} as statement on line.statement_key = statement.statement_key
inner join {{ ref('dim_project') }} as project on line.project_key = project.project_key
inner join {{ ref('dim_fund') }} as fund on line.fund_key = fund.fund_key
where line.is_current and statement.code in ('project_current', 'project_carryover')
group by all
