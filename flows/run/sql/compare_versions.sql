-- What differs between the figures and documents of two versions, each in a table of its own.
insert into quality.fct_version_change by name
with

valued as (
    select
        *,
        false as is_after
    from figures_before
    union all
    select
        *,
        true as is_after
    from figures_after
),

paired as (
    select
        * exclude (value, is_after),
        any_value(value) filter (not is_after) as value_before,
        any_value(value) filter (is_after) as value_after
    from valued
    group by all
),

figure as (
    select
        * exclude (value_before, value_after),
        -- what can be counted is there: none of it is zero
        if(measured_in = 'piece', coalesce(value_before, 0), value_before) as value_before,
        if(measured_in = 'piece', coalesce(value_after, 0), value_after) as value_after
    from paired
),

document as (
    select
        case
            when earlier.source_path is null then 'document_added'
            when later.source_path is null then 'document_withdrawn'
            else 'document_changed'
        end as change_kind,
        source_path,
        'piece' as measured_in,
        earlier.lines as value_before,
        later.lines as value_after
    from current_documents_before as earlier
    full join current_documents_after as later using (source_path)
    where earlier.editions is distinct from later.editions
),

change as (
    select * from document
    union all by name
    select * from figure
    where value_before is distinct from value_after
)

select
    change_kind,
    code,
    source_path,
    unit,
    fiscal_year,
    phase,
    statement,
    measured_in,
    value_before,
    value_after,
    (coalesce(value_after, 0) - coalesce(value_before, 0))::decimal(18, 2) as difference,
    $1 as version_id,
    $2 as previous_version_id
from change
order by all
