with

begun as (

    select
        line.*,
        line.is_opening
        or torn.line_no is not null
        or coalesce(
            line.event is null
            and line.first_stage <= 12
            and case
                -- a row with a label after the signature
                when line.event_before = 'signature'
                    then line.labelled_line_before <= line.event_line_before
                -- a row of a form's head after the indicators
                when line.event_before = 'head'
                    then
                        line.scope is distinct from 'department'
                        and line.first_stage between 2 and 9
                        and line.stage_before between 11 and 12
                -- indicators under a heading that was none of theirs
                when line.event_before = 'heading'
                    then
                        line.is_indicator_row
                        and coalesce(line.labelled_line_before <= line.event_line_before, true)
            end,
            false
        ) as is_first
    from {{ ref('int_performance_opening_line') }} as line
    left join {{ ref('int_performance_torn_line') }} as torn using (document_id, line_no)

),

placed as (

    select
        *,
        count(*) filter (where is_first) over reading as form_no,
        last(
            case
                when is_first then true
                when event in ('heading', 'evaluation') then false
                -- one signature may go on below the other
                when lagged_event = 'signature' and coalesce(event, '') != 'signature' then false
            end
            ignore nulls
        ) over reading as is_in_form
    from (
        select
            *,
            lag(event) over (partition by document_id order by line_no) as lagged_event
        from begun
    ) as line
    window reading as (partition by document_id order by line_no)

)

select
    document_id,
    line_no,
    form_no::integer as form_no,
    case when is_opening then scope else 'project' end as form_scope,
    is_first,
    is_opening,
    event
from placed
where is_in_form
