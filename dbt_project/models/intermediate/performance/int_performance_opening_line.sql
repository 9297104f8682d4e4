{{ config(materialized='ephemeral') }}

with

eventful as (

    select
        *,
        case
            when title_scope is not null then 'title'
            when head_scope is not null then 'head'
            when is_heading and is_evaluation then 'evaluation'
            when is_heading then 'heading'
            -- handlers may also be named among a form's first rows
            when has_date or (has_handler and not is_indicator_row and stage_before >= 10)
                then 'signature'
        end as event,
        -- the first gap since the last row with a label
        min(case when follows_gap then line_no end) over (
            partition by document_id, labelled_before_count order by line_no
        ) as gap_line,
        first(case when title_scope is null then first_stage end ignore nulls) over later
            as stage_after
    from {{ ref('int_performance_printed_line') }}
    window
        reading as (partition by document_id order by line_no),
        later as (
            partition by document_id order by line_no
            rows between 1 following and unbounded following
        )

),

followed as (

    select
        *,
        last(event ignore nulls) over earlier as event_before,
        last(case when event is not null then line_no end ignore nulls) over earlier
            as event_line_before
    from eventful
    window earlier as (
        partition by document_id order by line_no
        rows between unbounded preceding and 1 preceding
    )

),

opened as (

    -- a form begins at its title, or without one at its head row; a title repeated on the next
    -- page of an unfinished form begins nothing
    select
        *,
        case event
            when 'title'
                then
                    not coalesce(
                        title_scope = 'project'
                        and event_before = 'head'
                        and stage_after between stage_before and stage_before + 1,
                        false
                    )
            when 'head' then coalesce(event_before, '') not in ('title', 'evaluation')
            else false
        end as is_opening
    from followed

)

select
    document_id,
    line_no,
    event,
    event_before,
    event_line_before,
    is_indicator_row,
    gap_line,
    stage_before,
    first_stage,
    last_stage,
    labelled_line_before,
    header_line_before,
    section_before,
    section_line_before,
    first_section_before,
    first_section,
    last_section,
    first_order_before,
    last_order_before,
    first_order,
    last_order,
    is_opening,
    count(*) filter (where is_opening) over reading as opening_no,
    last(case when is_opening then coalesce(title_scope, head_scope) end ignore nulls)
        over reading as scope,
    last(case when is_opening then coalesce(title_key, '') end ignore nulls) over reading
        as group_key
from opened
window reading as (partition by document_id order by line_no)
