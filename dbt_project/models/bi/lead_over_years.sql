{{ config(materialized='ephemeral') }}

-- What has changed from budget to final accounts and from year to year. Nothing is compared with a
-- figure in doubt, and no sum of two files.
{%- set far = 50 %}
{%- set large = 1000000 %}
{%- set whose = '地区, 层级, 单位, 年度, 年度日期, 阶段' %}
with

doubted as (
    {{ doubted_lines() }}
),

spent as (

    select
        地区,
        层级,
        单位,
        年度,
        类编码,
        any_value(文件路径) as source_path,
        min(行) as line_no,
        count(distinct 文件路径) as path_count,
        list(行) as line_nos
    from {{ ref('expenditure_by_subject_detail') }}
    where 阶段 = '决算'
    group by all

),

final as (

    select
        compared.地区,
        compared.层级,
        compared.单位,
        compared.年度,
        compared.年度日期,
        '决算' as 阶段,
        '决算远离预算' as kind,
        concat(
            compared.类, '：决算为年初预算的 ', compared.执行率_百分比, '%'
        ) as text,
        compared.差额_元 as amount_yuan,
        spent.source_path as 文件路径,
        spent.line_no,
        compared.类编码 as code
    from {{ ref('budget_against_final_accounts') }} as compared
    inner join spent using (地区, 层级, 单位, 年度, 类编码)
    where
        compared.公开情况 = '预算与决算'
        and not compared.含识别数字
        and spent.path_count = 1
        and abs(compared.差额_元) >= {{ large }}
        and abs(compared.差额_元) * 100 >= compared.年初预算_元 * {{ far }}
        and not exists (
            select 1
            from doubted
            where
                doubted.source_path = spent.source_path
                and list_contains(spent.line_nos, doubted.line_no)
        )

),

public_expense as (

    select
        {{ whose }},
        sum(金额_元)::decimal(18, 2) as amount_yuan,
        any_value(文件路径) as source_path,
        min(行) as line_no
    from {{ ref('three_public_expenses_detail') }}
    group by all
    having count(distinct 文件路径) = 1

),

rise as (

    select
        later.地区,
        later.层级,
        later.单位,
        later.年度,
        later.年度日期,
        later.阶段,
        '三公经费上升' as kind,
        concat(
            '“三公”经费比上年', later.阶段, '增加 ',
            ((later.amount_yuan - earlier.amount_yuan) * 100 / earlier.amount_yuan)::decimal(18, 1),
            '%'
        ) as text,
        (later.amount_yuan - earlier.amount_yuan)::decimal(18, 2) as amount_yuan,
        later.source_path as 文件路径,
        later.line_no,
        later.阶段 as code
    from public_expense as later
    inner join public_expense as earlier
        on
            later.地区 = earlier.地区
            and later.层级 = earlier.层级
            and later.单位 = earlier.单位
            and later.阶段 = earlier.阶段
            and later.年度 = earlier.年度 + 1
    where
        earlier.amount_yuan > 0
        and (later.amount_yuan - earlier.amount_yuan) * 100 >= earlier.amount_yuan * 20
        and later.amount_yuan - earlier.amount_yuan >= 10000
        -- a rise from or to a figure in doubt is none
        and later.source_path not in (select doubted.source_path from doubted)
        and earlier.source_path not in (select doubted.source_path from doubted)

)

from final
union all by name
from rise
