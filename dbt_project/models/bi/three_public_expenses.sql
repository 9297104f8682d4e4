{{ config(alias='三公经费') }}

select
    {{ whose_and_when() }},
    phase_name as 阶段,
    line_item_name as 项目,
    {{ amount_measures() }}
from {{ ref('current_line') }}
-- 会议费 and 培训费, which some provinces print beside them, are none
where
    statement_code = 'three_public'
    and coalesce(line_item_family, 'three_public') = 'three_public'
group by all
