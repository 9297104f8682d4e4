{{ config(materialized='ephemeral') }}

with

customary_level as (

    -- the second levels that the forms of one title print, by the same measure
    select
        document_id,
        group_key,
        order_no
    from (
        select distinct
            document_id,
            group_key,
            opening_no,
            unnest([first_order, last_order]) as order_no
        from {{ ref('int_performance_opening_line') }}
        where first_order is not null
    ) as printed
    group by document_id, group_key, order_no
    qualify
        count(*) > 1
        and count(*) * 2 > max(count(*)) over (partition by document_id, group_key)

),

customary as (

    -- the rows that the forms of one title print: more than half of them, and more than one
    select
        document_id,
        group_key,
        stage
    from (
        select distinct
            document_id,
            group_key,
            opening_no,
            unnest(generate_series(first_stage, last_stage)) as stage
        from {{ ref('int_performance_opening_line') }}
        where first_stage between 1 and 12
    ) as printed
    group by document_id, group_key, stage
    qualify
        count(*) > 1
        and count(*) * 2 > max(count(*)) over (partition by document_id, group_key)

),

turned_back as (

    -- steps from a row up to an earlier one that more than one form of a title takes: its order
    select
        document_id,
        group_key,
        stage_before,
        first_stage
    from {{ ref('int_performance_opening_line') }}
    where first_stage < stage_before and event is null
    group by document_id, group_key, stage_before, first_stage
    having count(distinct opening_no) > 1

)

-- after a gap in the text comes a row that is not the next one in forms of this title, or one
-- that stands further up in them: the tail of a form whose head is lost. Without a gap it
-- takes more than a row or two that the reader may have dropped. Rows without a label between
-- the gap and the first label go with that tail.
select
    line.document_id,
    coalesce(any_value(line.gap_line), line.line_no) as line_no
from {{ ref('int_performance_opening_line') }} as line
inner join (
    select
        document_id,
        group_key,
        count(distinct opening_no) as form_count
    from {{ ref('int_performance_opening_line') }}
    group by document_id, group_key
) as titled using (document_id, group_key)
left join customary
    on
        line.document_id = customary.document_id
        and line.group_key = customary.group_key
        and line.stage_before < customary.stage
        and line.first_stage > customary.stage
left join turned_back using (document_id, group_key, stage_before, first_stage)
left join customary_level as skipped
    on
        line.document_id = skipped.document_id
        and line.group_key = skipped.group_key
        and line.section_line_before > line.event_line_before
        and line.last_order_before < skipped.order_no
        and line.first_order > skipped.order_no
where
    line.scope is distinct from 'department'
    and line.event is null
    and line.event_before = 'head'
group by line.document_id, line.line_no
having
    count(distinct customary.stage) >= if(any_value(line.gap_line) is null, 3, 1)
    or count(skipped.order_no) > 0 and any_value(line.gap_line) is not null
    -- no form goes from satisfaction back to output, unless a header opens its second side
    or any_value(
        line.last_section < line.first_section_before
        and line.section_line_before > line.event_line_before
        and line.section_line_before > coalesce(line.header_line_before, 0)
    )
    or any_value(
        line.gap_line is not null
        and (
            (
                (
                    line.first_section < line.section_before
                    or line.last_order < line.first_order_before
                )
                and line.section_line_before > line.event_line_before
            )
            or (
                line.first_stage between 2 and line.stage_before - 1
                and titled.form_count > 1
                and turned_back.first_stage is null
            )
        )
    )
