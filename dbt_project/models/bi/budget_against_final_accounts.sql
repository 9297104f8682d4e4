{{ config(alias='预算与决算对照') }}

-- By 类: a budget may print 款 where the final accounts print 项, and both add up to the 类.
with

class as (

    select
        division_name,
        level_name,
        unit_name,
        unit_key,
        fiscal_year,
        class_code,
        class_name,
        {{ sum_yuan("phase_code = 'budget'") }} as budget_yuan,
        {{ sum_yuan("phase_code = 'final'") }} as final_yuan,
        {{ has_recognised() }}
    from {{ ref('current_line') }}
    where
        is_spending_basis
        and phase_code in ('budget', 'final')
    group by all

),

published as (

    select
        *,
        bool_or(budget_yuan is not null) over of_year as has_budget,
        bool_or(final_yuan is not null) over of_year as has_final
    from class
    window of_year as (partition by unit_key, unit_name, fiscal_year)

),

compared as (

    -- a class that a published document does not print is zero there
    select
        * exclude (budget_yuan, final_yuan),
        case when has_budget then coalesce(budget_yuan, 0) end::decimal(18, 2) as budget_yuan,
        case when has_final then coalesce(final_yuan, 0) end::decimal(18, 2) as final_yuan
    from published

),

printed as (

    select
        unit_key,
        unit_name,
        fiscal_year,
        code as class_code,
        max(printed_yuan) filter (where phase_name = '年初预算') as printed_budget_yuan,
        max(printed_yuan) filter (where phase_name = '决算') as printed_final_yuan
    from {{ ref('printed_part') }}
    where dimension = '支出科目' and part_level = '类'
    group by all

)

select
    {{ whose_and_when() }},
    case
        when has_budget and has_final then '预算与决算'
        when has_budget then '仅预算'
        else '仅决算'
    end as 公开情况,
    class_code as 类编码,
    class_name as 类,
    budget_yuan as 年初预算_元,
    final_yuan as 决算_元,
    (final_yuan - budget_yuan)::decimal(18, 2) as 差额_元,
    {{ to_wan('budget_yuan') }} as 年初预算_万元,
    {{ to_wan('final_yuan') }} as 决算_万元,
    {{ to_wan('(final_yuan - budget_yuan)') }} as 差额_万元,
    {{ percentage('final_yuan', 'budget_yuan') }} as 执行率_百分比,
    含识别数字,
    printed_budget_yuan as 公布年初预算_元,
    {{ to_wan('printed_budget_yuan') }} as 公布年初预算_万元,
    printed_final_yuan as 公布决算_元,
    {{ to_wan('printed_final_yuan') }} as 公布决算_万元
from compared
left join printed using (unit_key, unit_name, fiscal_year, class_code)
