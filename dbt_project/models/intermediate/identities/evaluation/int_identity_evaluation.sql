{{ config(materialized='ephemeral') }}

with

quantity as (

    {%- for origin in ['fund', 'rated', 'point', 'stated', 'report'] %}
    select * from {{ ref('int_evaluation_quantity_' ~ origin) }}
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}

),

term as (

    select
        rule_id,
        side,
        quantity,
        coalesce(instance, '') as rule_instance,
        count(*) over (partition by rule_id, instance) as term_count
    from {{ ref('evaluation_identity_term') }}

),

wanted as (

    select
        term.*,
        quantity.* exclude (quantity),
        count(distinct quantity.quantity) over (
            partition by
                term.rule_id,
                term.rule_instance,
                quantity.document_id,
                quantity.report_no,
                quantity.instance
        ) as quantity_count
    from term
    inner join quantity on term.quantity = quantity.quantity and quantity.amount is not null

)

-- Points and counts stand in amount_yuan as they are; yuan_per_unit then scales their rounding.
select
    document_id,
    wanted.rule_id,
    concat_ws(
        '|',
        wanted.rule_id,
        nullif(wanted.rule_instance, ''),
        nullif(report_no, 0),
        nullif(wanted.instance, '')
    ) as identity_code,
    wanted.side,
    report.project_name as line_code,
    wanted.quantity as measure_code,
    wanted.grid_no,
    wanted.row_no,
    wanted.column_no,
    wanted.line_no,
    wanted.amount::decimal(18, 2) as amount_yuan,
    wanted.per_unit is not null as is_printed,
    wanted.per_unit::decimal(18, 2) as yuan_per_unit,
    true as is_form_printed,
    -- what follows from a rate is checked as a rate
    case when wanted.rule_id = 'evaluation_rate' then report.execution_rate end
        as stated_percentage,
    case
        when wanted.rule_id = 'evaluation_rate'
            then {{ percentage('report.executed_yuan', 'report.full_year_budget_yuan') }}
    end as computed_percentage
from wanted
left join {{ ref('int_evaluation') }} as report using (document_id, report_no)
where wanted.quantity_count = wanted.term_count
