{{ config(materialized='ephemeral') }}

with

worded_grid as (

    select
        document_id,
        grid_no
    from {{ ref('stg_cell') }}
    group by document_id, grid_no
    having
        bool_or(contains(text, '全年执行'))
        and bool_or(contains(text, '执行率'))
        and bool_or(contains(text, '级指标'))

),

titled as (

    select * from {{ ref('int_evaluation_title') }}
    union all
    -- a form that lost its title is known by what it is made of
    select
        grid.document_id,
        grid.first_line_no as line_no,
        grid.title,
        'project' as kind
    from {{ ref('int_grid') }} as grid
    inner join worded_grid using (document_id, grid_no)
    asof left join {{ ref('int_evaluation_title') }} as announced
        on
            grid.document_id = announced.document_id
            and grid.first_line_no >= announced.line_no
    where coalesce(announced.kind, 'other') = 'other'

),

form as (

    -- of forms that follow each other under one title, each begins with its 项目名称
    select
        line.document_id,
        line.line_no,
        titled.line_no as title_line_no,
        titled.title,
        titled.kind,
        {{ normalise_text('line.text') }} as project
    from {{ ref('stg_line') }} as line
    asof inner join titled
        on line.document_id = titled.document_id and line.line_no >= titled.line_no
    where regexp_matches(line.text, '^[\s*]*项目名称[:：*]*\s*\t') and titled.kind != 'other'

),

boundary as (

    select * from titled
    union all
    select
        document_id,
        line_no,
        title,
        kind
    from form
    qualify project != lag(project) over (
            partition by document_id, title_line_no order by line_no
        )

)

select
    boundary.document_id,
    boundary.kind,
    boundary.title,
    boundary.line_no as first_line_no,
    coalesce(
        lead(boundary.line_no) over (
            partition by boundary.document_id order by boundary.line_no, boundary.kind
        ) - 1,
        document.line_count
    )::integer as last_line_no
from boundary
inner join {{ ref('stg_document') }} as document using (document_id)
