{{ config(alias='跨县对比') }}

with

class as (

    select
        division_name,
        level_name,
        unit_name,
        unit_key,
        fiscal_year,
        phase_name,
        class_code,
        class_name,
        {{ sum_yuan() }} as amount_yuan,
        {{ has_recognised() }}
    from {{ ref('current_line') }}
    where is_spending_basis
    group by all

),

printed as (

    select
        class.*,
        part.printed_yuan
    from class
    left join {{ ref('printed_part') }} as part
        on
            class.unit_key = part.unit_key
            and class.unit_name = part.unit_name
            and class.fiscal_year = part.fiscal_year
            and class.phase_name = part.phase_name
            and class.class_code = part.code
            and part.dimension = '支出科目'
            and part.part_level = '类'

)

select
    {{ whose_and_when() }},
    phase_name as 阶段,
    class_code as 类编码,
    class_name as 类,
    amount_yuan as 金额_元,
    {{ to_wan('amount_yuan') }} as 金额_万元,
    {{ percentage('amount_yuan', 'sum(amount_yuan) over of_unit') }} as 占本单位支出_百分比,
    rank() over (of_unit order by amount_yuan desc) as 本单位内名次,
    {{ percentage('amount_yuan', 'sum(amount_yuan) over of_class') }} as 占同类支出_百分比,
    rank() over (of_class order by amount_yuan desc) as 各单位间名次,
    count(*) over of_class as 单位数,
    含识别数字,
    printed_yuan as 公布小计_元,
    {{ to_wan('printed_yuan') }} as 公布小计_万元
from printed
window
    of_unit as (partition by unit_key, unit_name, fiscal_year, phase_name),
    of_class as (partition by fiscal_year, phase_name, class_code)
