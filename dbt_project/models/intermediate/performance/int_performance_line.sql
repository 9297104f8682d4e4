with

document as (

    select
        document_id,
        min(line_no) as first_line_no
    from {{ ref('int_performance_cell') }}
    group by document_id

),

line as (

    -- what is printed: without blank lines, watermarks, page numbers and rules
    select
        line.document_id,
        line.line_no,
        contains(trim(line.text, chr(9) || ' '), chr(9)) as is_row,
        {{ normalise_text('line.text') }} as text
    from {{ ref('stg_line') }} as line
    inner join document
        on line.document_id = document.document_id and line.line_no >= document.first_line_no
    where
        not {{ is_watermark('line.text') }}
        and not regexp_full_match({{ normalise_text('line.text') }}, '[-—–=_|.…·]*')
        and (
            contains(line.text, chr(9))
            or not regexp_full_match(
                {{ normalise_text('line.text') }}, '第\d+页.*|[-—–]*\d{1,3}[-—–]*'
            )
        )

),

labelled as (

    select
        document_id,
        line_no,
        min(stage) filter (where attribute != 'handler') as first_stage,
        max(stage) filter (where attribute != 'handler') as last_stage,
        case arg_min(attribute, column_no)
            when 'project_name' then 'project'
            when 'unit_information' then 'department'
        end as head_scope,
        bool_or(is_indicator_row) as is_indicator_row,
        bool_or(attribute = 'handler') as has_handler,
        bool_or(attribute = 'filled_on') as has_date,
        bool_or(attribute = 'header') as has_header,
        min(level.section_no) as first_section,
        max(level.section_no) as last_section,
        min(level.order_no) as first_order,
        max(level.order_no) as last_order
    from {{ ref('int_performance_cell') }} as cell
    left join {{ ref('indicator_level') }} as level
        on cell.attribute = 'level_2' and level.level = 2 and cell.value = level.name
    where attribute is not null
    group by document_id, line_no

),

described as (

    select
        line.document_id,
        line.line_no,
        form.form_scope as title_scope,
        case
            when form.form_scope is not null
                then
                    regexp_replace(
                        {{ normalise_title('line.text') }},
                        '\([^()]*\)年?度?$|申报|[^\x{4e00}-\x{9fff}]',
                        '',
                        'g'
                    )
        end as title_key,
        labelled.first_stage,
        labelled.last_stage,
        labelled.first_section,
        labelled.last_section,
        labelled.first_order,
        labelled.last_order,
        case when line.is_row then labelled.head_scope end as head_scope,
        form.form_scope is null
        and not line.is_row
        and labelled.line_no is null
        and (
            regexp_full_match(
                line.text, '第[一二三四五六七八九十]+部分.{0,30}|[一二三四五六七八九十]+、[^。;]{1,30}'
            )
            or regexp_full_match(line.text, '[^。;]{4,60}(?:表|报告|目录)(?:\([^()]*\))?')
        ) as is_heading,
        regexp_matches(line.text, '自评|绩效评价') as is_evaluation,
        coalesce(labelled.is_indicator_row, false) as is_indicator_row,
        coalesce(labelled.has_handler, false) as has_handler,
        coalesce(labelled.has_date, false) or regexp_matches(line.text, '填[报表]日期') as has_date,
        last(case when labelled.first_stage is not null then labelled.last_stage end ignore nulls)
            over earlier as stage_before,
        last(labelled.last_section ignore nulls) over earlier as section_before,
        last(labelled.first_section ignore nulls) over earlier as first_section_before,
        last(case when labelled.has_header then line.line_no end ignore nulls) over earlier
            as header_line_before,
        last(labelled.first_order ignore nulls) over earlier as first_order_before,
        last(labelled.last_order ignore nulls) over earlier as last_order_before,
        last(case when labelled.last_section is not null then line.line_no end ignore nulls)
            over earlier as section_line_before,
        last(case when labelled.first_stage is not null then line.line_no end ignore nulls)
            over earlier as labelled_line_before,
        count(labelled.first_stage) over earlier as labelled_before_count,
        line.line_no > 1 + lag(line.line_no, 1, line.line_no - 1) over reading as follows_gap
    from line
    left join labelled
        on line.document_id = labelled.document_id and line.line_no = labelled.line_no
    left join {{ ref('performance_form') }} as form
        on {{ is_performance_title('line.text', 'form') }}
    window
        reading as (partition by line.document_id order by line.line_no),
        earlier as (
            partition by line.document_id order by line.line_no
            rows between unbounded preceding and 1 preceding
        )

),

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
    from described
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

),

numbered as (

    select
        *,
        count(*) filter (where is_opening) over reading as opening_no,
        last(case when is_opening then coalesce(title_scope, head_scope) end ignore nulls)
            over reading as scope,
        last(case when is_opening then coalesce(title_key, '') end ignore nulls) over reading
            as group_key
    from opened
    window reading as (partition by document_id order by line_no)

),

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
        from numbered
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
        from numbered
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
    from numbered
    where first_stage < stage_before and event is null
    group by document_id, group_key, stage_before, first_stage
    having count(distinct opening_no) > 1

),

torn as (

    -- after a gap in the text comes a row that is not the next one in forms of this title, or one
    -- that stands further up in them: the tail of a form whose head is lost. Without a gap it
    -- takes more than a row or two that the reader may have dropped. Rows without a label between
    -- the gap and the first label go with that tail.
    select
        line.document_id,
        coalesce(any_value(line.gap_line), line.line_no) as line_no
    from numbered as line
    inner join (
        select
            document_id,
            group_key,
            count(distinct opening_no) as form_count
        from numbered
        group by document_id, group_key
    ) as titled
        on line.document_id = titled.document_id and line.group_key = titled.group_key
    left join customary
        on
            line.document_id = customary.document_id
            and line.group_key = customary.group_key
            and line.stage_before < customary.stage
            and line.first_stage > customary.stage
    left join turned_back
        on
            line.document_id = turned_back.document_id
            and line.group_key = turned_back.group_key
            and line.stage_before = turned_back.stage_before
            and line.first_stage = turned_back.first_stage
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

),

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
    from numbered as line
    left join torn on line.document_id = torn.document_id and line.line_no = torn.line_no

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
