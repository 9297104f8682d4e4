{{ config(materialized='ephemeral') }}

with

project_amount as (

    select
        document_id,
        grid_no,
        row_no,
        block_no,
        line.is_total,
        -- names of bodies, not of projects; arithmetic has the last word
        not line.is_total
        and regexp_matches(
            {{ normalise_text('line.printed_label') }},
            '{{ organ_ending_pattern() }}\)?$'
        ) as is_body,
        min_by({{ parse_amount('cell.text') }}, cell.column_no) as amount
    from {{ ref('int_row') }} as line
    inner join {{ ref('stg_cell') }} as cell using (document_id, grid_no, row_no, block_no)
    where
        line.line_dimension = 'project' and cell.column_kind = 'measure' and cell.role = 'body'
    group by document_id, grid_no, row_no, block_no, line.is_total, is_body

),

project_group as (

    select
        *,
        count(*) filter (where is_body or is_total) over upward as group_no,
        sum(amount) filter (where not is_body and not is_total) over downward as amount_below,
        count(*) filter (where not is_body and not is_total) over downward as count_below
    from project_amount
    window
        upward as (
            partition by document_id, grid_no, block_no
            order by row_no
        ),
        downward as (
            partition by document_id, grid_no, block_no
            order by row_no
            rows between 1 following and unbounded following
        )

)

-- a body's name above its projects, whose sum it states: a total, not a project
select
    document_id,
    grid_no,
    body.row_no,
    block_no
from project_group as body
inner join project_group as project using (document_id, grid_no, block_no, group_no)
where body.is_body and not project.is_body and not project.is_total
group by
    document_id,
    grid_no,
    body.row_no,
    block_no,
    body.amount,
    body.amount_below,
    body.count_below
having
    abs(body.amount - sum(project.amount)) <= 0.005 * (count(*) + 1)
    or abs(body.amount - body.amount_below) <= 0.005 * (body.count_below + 1)
