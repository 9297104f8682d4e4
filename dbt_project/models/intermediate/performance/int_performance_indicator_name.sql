{{ config(materialized='ephemeral') }}

with

named as (

    select
        *,
        -- name and target in one cell: 平台使用人员满意度≥95%
        regexp_extract(texts[1], '^(.*[^≥≤<>=])(?:[≥≤<>=]+ ?\d.*)$', 1) as leading_name,
        first(case when side = 'period' and kinds[1] = 'T' then texts[1] end ignore nulls) over (
            partition by document_id, form_no, line_no
            order by column_no
            rows between unbounded preceding and 1 preceding
        ) as period_name
    from {{ ref('int_performance_indicator_side') }}

),

read as (

    select
        *,
        case
            when shared_name is not null then shared_name
            when kinds[1] = 'P' then null
            when length(texts) > 1 then texts[1]
            when {{ is_target_like('texts[1]') }} or length(texts[1]) <= 2 then null
            when leading_name != '' then leading_name
            when side = 'annual' and starts_with(texts[1], period_name) then period_name
            else texts[1]
        end as name,
        case
            when shared_name is not null then texts[1]
            when {{ is_target_sign('texts[2]') }} then {{ joined_target('texts') }}
            when kinds[1] = 'P' or length(texts) > 1 then texts[2]
            when {{ is_target_like('texts[1]') }} or length(texts[1]) <= 2 then texts[1]
            when leading_name != '' then substr(texts[1], length(leading_name) + 1)
            when side = 'annual' and starts_with(texts[1], period_name)
                then nullif(substr(texts[1], length(period_name) + 1), '')
        end as target
    from named

),

placed as (

    -- a target printed twice has lost its name to the line above
    select
        * exclude (name, target),
        case
            when regexp_matches(name, '^[≥≤<>]') and coalesce(target, name) = name then null
            else name
        end as name,
        coalesce(target, case when regexp_matches(name, '^[≥≤<>]') then name end) as target
    from read

),

chained as (

    select
        *,
        lag(name is not null and target is null) over printed as is_target_missing_before,
        lead(case when name is null then target end) over printed as target_below,
        lag(line_no) over printed as line_before,
        lead(line_no) over printed as line_below,
        first(case when side = 'period' then name end ignore nulls) over printed_row
            as name_of_period
    from placed
    where name is not null or target is not null
    window
        printed as (partition by document_id, form_no, side order by line_no, column_no),
        printed_row as (partition by document_id, form_no, line_no)

)

select
    document_id,
    form_no,
    line_no,
    column_no,
    side,
    level_2,
    has_own_level,
    name,
    -- a name that was clipped is printed in full on the side before
    case when starts_with(name_of_period, name) then name_of_period else name end as full_name,
    case
        when target is null and name is not null and line_below = line_no + 1 then target_below
        else target
    end as target
from chained
where
    not (
        name is null
        and coalesce(is_target_missing_before, false)
        and line_before = line_no - 1
    )
