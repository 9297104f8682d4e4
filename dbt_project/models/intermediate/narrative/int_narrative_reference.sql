{{ config(materialized='ephemeral') }}

select
    document_id,
    form_code,
    line_code,
    measure_code,
    line_dimension,
    grid_no,
    row_no,
    column_no,
    line_no,
    amount_yuan,
    is_printed,
    rounding_yuan
from {{ ref('int_comparable_figure') }}
union all
-- forms by economic class: whatever the column is called
select
    document_id,
    form_code,
    line_code,
    '*' as measure_code,
    line_dimension,
    grid_no,
    row_no,
    column_no,
    line_no,
    amount_yuan,
    is_printed,
    rounding_yuan
from {{ ref('int_comparable_figure') }}
where line_dimension = 'economic_class'
union all
-- how many projects a form lists
select
    document_id,
    form_code,
    'project' as line_code,
    'count' as measure_code,
    'count' as line_dimension,
    min(grid_no) as grid_no,
    null as row_no,
    null as column_no,
    min(line_no) as line_no,
    count(distinct concat_ws('|', grid_no, row_no)) as amount_yuan,
    true as is_printed,
    0 as rounding_yuan
from {{ ref('int_comparable_figure') }}
where line_dimension = 'project' and line_code is null and is_printed
group by document_id, form_code
union all
-- counts that a form states: 车辆数合计（辆）
select
    line.document_id,
    grid.form_code,
    topic.topic_code as line_code,
    'count' as measure_code,
    'count' as line_dimension,
    line.grid_no,
    null as row_no,
    null as column_no,
    line.line_no,
    coalesce(quantity.amount, 0) as amount_yuan,
    quantity.amount is not null as is_printed,
    0 as rounding_yuan
from {{ ref('int_line') }} as line
inner join {{ ref('int_grid') }} as grid
    on line.document_id = grid.document_id and line.grid_no = grid.grid_no
inner join {{ ref('narrative_topic') }} as topic
    on
        topic.section_code in ('assets', 'three_public')
        and regexp_matches(
            regexp_replace({{ normalise_term('line.printed_label') }}, '\([^)]*\)', '', 'g'),
            topic.pattern
        )
left join {{ ref('int_amount') }} as quantity
    on
        line.document_id = quantity.document_id
        and line.grid_no = quantity.grid_no
        and line.row_no = quantity.row_no
        and quantity.is_quantity
where line.is_quantity
qualify row_number() over (
        partition by line.document_id, line.grid_no, line.row_no, line.block_no
        order by topic.precedence, topic.section_code
    ) = 1
