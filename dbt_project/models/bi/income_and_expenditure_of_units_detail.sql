{{ config(alias='各单位收支_明细') }}

-- A line of 支出 is one of 基本支出 or 项目支出, too: a sum is of one 数字含义.
with

meaning as (

    {% for name, condition in lines_of_unit().items() -%}
    select
        budget_line_key,
        '{{ name }}' as meaning_name
    from {{ ref('current_line') }}
    where {{ condition }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

figure as (

    select
        line.unit_name,
        line.fiscal_year,
        line.phase_name,
        meaning.meaning_name,
        line.amount_yuan,
        line.title,
        line.source_path,
        line.page_no,
        line.line_no,
        line.header_path,
        line.printed_label,
        line.printed_amount,
        line.printed_unit,
        line.budget_line_key as figure_key
    from {{ ref('current_line') }} as line
    inner join meaning on line.budget_line_key = meaning.budget_line_key

),

taken as (

    {% for name in ['支出', '本年收入', '基本支出', '项目支出'] -%}
    select
        地区 as division_name,
        层级 as level_name,
        单位 as unit_name,
        年度 as fiscal_year,
        阶段 as phase_name,
        '{{ name }}' as meaning_name,
        公布{{ name }}合计_元 as amount_yuan
    from {{ ref('income_and_expenditure_of_units') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

printed as (

    -- the total that the view took, where it is printed; of a single line, the line
    select candidate.* replace (concat('公布', candidate.meaning_name, '合计') as meaning_name)
    from (
        select
            *,
            true as is_lone
        from figure
        union all by name
        select
            * exclude (unit_key, flow, expenditure_kind_group_code, reported_total_key),
            reported_total_key as figure_key,
            case
                when flow = 'income' then '本年收入'
                when expenditure_kind_group_code = 'basic' then '基本支出'
                when expenditure_kind_group_code = 'project' then '项目支出'
                when expenditure_kind_group_code is null then '支出'
            end as meaning_name,
            false as is_lone
        from {{ ref('current_total') }}
        where flow in ('income', 'expenditure')
    ) as candidate
    inner join taken using (unit_name, fiscal_year, phase_name, meaning_name, amount_yuan)
    qualify row_number() over (
            partition by
                candidate.unit_name,
                candidate.fiscal_year,
                candidate.phase_name,
                candidate.meaning_name
            order by
                candidate.is_lone asc,
                candidate.is_summary desc,
                candidate.line_no asc,
                candidate.figure_key asc
        ) = 1

),

placed as (

    select * exclude (is_lone, is_summary)
    from printed
    union all by name
    select *
    from figure

)

select
    {{ whose_and_when('taken') }},
    taken.phase_name as 阶段,
    placed.meaning_name as 数字含义,
    placed.amount_yuan as 金额_元,
    {{ to_wan('placed.amount_yuan') }} as 金额_万元,
    {{ provenance('figure_key') }}
from placed
-- once for each unit: a form that prints another phase beside its own is no row of the view
inner join taken
    on
        placed.unit_name = taken.unit_name
        and placed.fiscal_year = taken.fiscal_year
        and placed.phase_name = taken.phase_name
        and taken.meaning_name = '支出'
