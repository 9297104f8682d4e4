{{ config(materialized='ephemeral') }}

{%- set line = 'document_id, report_no, grid_no, row_no, column_no, line_no' %}
-- the line of the funds table that speaks for the whole
select
    {{ line }},
    concat('table.', case attribute when 'score' then 'budget_score' else attribute end)
        as quantity,
    '' as instance,
    coalesce(amount_yuan, number) as amount,
    coalesce(yuan_per_unit, 1) as per_unit
from {{ ref('int_evaluation_fund_line') }}
where is_first
union all by name
-- every line of the funds table
select
    {{ line }},
    concat('line.', attribute) as quantity,
    concat_ws('|', grid_no, row_no) as instance,
    amount_yuan as amount,
    yuan_per_unit as per_unit
from {{ ref('int_evaluation_fund_line') }}
where amount_yuan is not null
union all by name
-- 合计 and its sources, measure by measure
select
    {{ line }},
    case fund_source_code when 'total' then 'fund.total' else 'fund.source' end as quantity,
    attribute as instance,
    amount_yuan as amount,
    yuan_per_unit as per_unit
from {{ ref('int_evaluation_fund_line') }}
where amount_yuan is not null and (is_first or (is_part and fund_source_code != 'total'))
