with

line as (

    -- a title is short, stands alone on its line and holds no sentence
    select
        document_id,
        line_no,
        trim({{ plain_text('text') }}, '# ') as title
    from {{ ref('stg_line') }}
    where
        length(text) between 4 and 80
        and not contains(trim(text, chr(9)), chr(9))
        and not regexp_matches(text, '[，。；;]')

),

title as (

    select distinct
        title,
        translate({{ normalise_title('title') }}, '（）：', '():') as title_text
    from line

),

named as (

    select
        title.title,
        term.attribute as kind
    from title
    inner join {{ ref('evaluation_term') }} as term
        on term.scope = 'title' and {{ matches('title.title_text', 'term') }}
    qualify row_number() over (partition by title.title order by term.precedence) = 1

),

announced as (

    -- where a report or anything else begins: it ends what stands above it
    select
        line.document_id,
        line.line_no,
        line.title,
        named.kind
    from line
    inner join named on line.title = named.title
    union all
    select
        document_id,
        first_line_no as line_no,
        title,
        'other' as kind
    from {{ ref('int_grid') }}
    where form_code is not null

),

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

    select * from announced
    union all
    -- a form that lost its title is known by what it is made of
    select
        grid.document_id,
        grid.first_line_no as line_no,
        grid.title,
        'project' as kind
    from {{ ref('int_grid') }} as grid
    inner join worded_grid
        on grid.document_id = worded_grid.document_id and grid.grid_no = worded_grid.grid_no
    asof left join announced
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

),

segment as (

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
    inner join {{ ref('stg_document') }} as document on boundary.document_id = document.document_id

),

worded as (

    select
        segment.document_id,
        segment.kind,
        segment.title,
        segment.first_line_no,
        segment.last_line_no,
        string_agg({{ normalise_text('line.text') }}, '') as text
    from segment
    inner join {{ ref('stg_line') }} as line
        on
            segment.document_id = line.document_id
            and line.line_no between segment.first_line_no and segment.last_line_no
    where segment.kind != 'other'
    group by all

)

-- A title that nothing of a report follows (a cover, a list of attachments) begins none.
select
    worded.document_id,
    (row_number() over (partition by worded.document_id order by worded.first_line_no))::integer
        as report_no,
    worded.kind as evaluation_scope,
    worded.title,
    worded.first_line_no,
    worded.last_line_no
from worded
where
    exists (
        select 1
        from {{ ref('evaluation_term') }} as term
        where term.scope = 'evidence' and regexp_matches(worded.text, term.pattern)
    )
