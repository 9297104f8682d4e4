with

token as (

    select
        token.*,
        form.form_scope
    from {{ ref('int_performance_token') }} as token
    inner join {{ ref('int_performance_form') }} as form
        on token.document_id = form.document_id and token.form_no = form.form_no

),

counted as (

    -- the blocks of a row: a level with its texts; texts before the first level are one too
    select
        document_id,
        form_no,
        line_no,
        block_no,
        min(column_no) as column_no,
        any_value(second_side_column) as second_side_column,
        bool_or(has_two_headers) as has_two_headers,
        max(level) filter (where is_block_head) as level_2,
        list(text order by column_no) filter (where kind in ('P', 'T')) as texts,
        list(kind order by column_no) filter (where kind in ('P', 'T')) as kinds,
        list(column_no order by column_no) filter (where kind in ('P', 'T')) as columns
    from token
    where is_block_head or kind in ('P', 'T')
    group by document_id, form_no, line_no, block_no

),

ranked as (

    select
        *,
        row_number() over (partition by document_id, form_no, line_no order by block_no)
            as block_rank,
        count(*) over (partition by document_id, form_no, line_no) as block_count,
        -- a name printed twice, a target printed twice: the cells of a merged column; a name that
        -- stands further off is that of the other side
        length(texts) % 2 = 1
        and length(texts) > 1
        and kinds[1] = 'T'
        and texts[1] = texts[2]
        and columns[2] - columns[1] = 1 as has_double_name,
        length(texts) % 2 = 1
        and length(texts) > 2
        and texts[3] = texts[2]
        and kinds[3] = 'T' as has_double_target
    from counted

),

form_side as (

    -- a form that never shows two sides states its indicators for the year
    select
        document_id,
        form_no,
        max(block_count) > 1 or bool_or(has_two_headers) as has_two_sides
    from ranked
    group by document_id, form_no

),

cleaned as (

    select
        ranked.* exclude (texts, kinds, columns),
        form_side.has_two_sides,
        -- N V V without a second block: both sides share the name
        ranked.has_double_target
        and length(ranked.texts) = 3
        and ranked.block_count = 1
        and form_side.has_two_sides as has_shared_name,
        case
            when ranked.has_double_name then 1
            when
                ranked.has_double_target
                and not (length(ranked.texts) = 3 and ranked.block_count = 1)
                then 3
            else 0
        end as dropped,
        ranked.texts,
        ranked.kinds,
        ranked.columns
    from ranked
    inner join form_side
        on ranked.document_id = form_side.document_id and ranked.form_no = form_side.form_no

),

listed as (

    select
        * exclude (texts, kinds, columns),
        {{ list_without('texts', 'dropped') }} as texts,
        {{ list_without('kinds', 'dropped') }} as kinds,
        {{ list_without('columns', 'dropped') }} as columns
    from cleaned

),

cut as (

    -- where the second side begins among the texts of a block that is alone on its row
    select
        *,
        case
            when block_count > 1 or not has_two_sides or length(texts) < 2 then null
            when list_contains(kinds[2:], 'P') then list_position(kinds[2:], 'P') + 1
            when kinds[1] = 'P' and columns[2] - columns[1] > 1 then 2
            when kinds[1] = 'P' and length(texts) = 2 then null
            when length(texts) = 2
                then
                    case
                        when
                            columns[2] - columns[1] > 2
                            and not {{ is_target_like('texts[2]') }}
                            then 2
                    end
            when
                length(texts) = 3
                and not has_shared_name
                and columns[2] - columns[1] > columns[3] - columns[2]
                then 2
            when length(texts) <= 5 then 3
            else length(texts) // 2 + 1
        end as cut_at
    from listed
    where texts is not null

),

part as (

    select
        * exclude (texts, kinds, columns, column_no),
        case
            when not has_two_sides then 'annual'
            when cut_at is not null then 'period'
            when block_count > 1 then if(block_rank = 1, 'period', 'annual')
            when column_no >= second_side_column then 'annual'
            else 'period'
        end as side,
        columns[1] as column_no,
        level_2 is not null as has_own_level,
        texts[1:coalesce(cut_at - 1, length(texts))] as texts,
        kinds[1:coalesce(cut_at - 1, length(texts))] as kinds,
        null::varchar as shared_name
    from cut
    union all by name
    select
        * exclude (texts, kinds, columns, column_no),
        'annual' as side,
        columns[cut_at] as column_no,
        -- a name that both sides share brings its level along
        has_shared_name as has_own_level,
        texts[cut_at:] as texts,
        kinds[cut_at:] as kinds,
        case when has_shared_name then texts[1] end as shared_name
    from cut
    where cut_at is not null

),

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
    from part

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

),

level_row as (

    -- the levels each row prints, and those that hold because nothing else is printed below
    select
        document_id,
        form_no,
        line_no,
        max(level) filter (where kind = 'L1') as level_1,
        first(level order by column_no) filter (where is_block_head and level is not null)
            as first_level_2,
        last(level order by column_no) filter (where is_block_head and level is not null)
            as last_level_2
    from token
    group by document_id, form_no, line_no

),

level_held as (

    select
        *,
        last(level_1 ignore nulls) over reading as held_level_1,
        last(first_level_2 ignore nulls) over reading as held_period,
        last(last_level_2 ignore nulls) over reading as held_annual
    from level_row
    window reading as (partition by document_id, form_no order by line_no)

),

levelled as (

    select
        chained.document_id,
        chained.form_no,
        chained.line_no,
        chained.column_no,
        chained.side,
        chained.name,
        -- a name that was clipped is printed in full on the side before
        case
            when starts_with(chained.name_of_period, chained.name) then chained.name_of_period
            else chained.name
        end as full_name,
        case
            when
                chained.target is null
                and chained.name is not null
                and chained.line_below = chained.line_no + 1
                then chained.target_below
            else chained.target
        end as target,
        held.held_level_1,
        chained.has_own_level,
        coalesce(chained.level_2, held.first_level_2) as printed_level_2,
        case chained.side when 'period' then held.held_period else held.held_annual end
            as held_level_2
    from chained
    inner join level_held as held
        on
            chained.document_id = held.document_id
            and chained.form_no = held.form_no
            and chained.line_no = held.line_no
    where
        not (
            chained.name is null
            and coalesce(chained.is_target_missing_before, false)
            and chained.line_before = chained.line_no - 1
        )

),

printed_level as (

    -- the second levels that each side of a form prints, under the first level's name too
    select distinct
        printed.document_id,
        printed.form_no,
        printed.side,
        unnest([level.name, parent.name]) as name
    from (
        select
            document_id,
            form_no,
            'period' as side,
            first_level_2 as name
        from level_row
        union
        select
            document_id,
            form_no,
            'annual' as side,
            last_level_2 as name
        from level_row
    ) as printed
    inner join {{ ref('indicator_level') }} as level
        on printed.name = level.name and level.level = 2
    inner join {{ ref('indicator_level') }} as parent on level.parent_code = parent.code

),

named_after as (

    -- the level that a name belongs to; names that are less than certain may stand under any level
    -- of a side that prints their own
    select
        levelled.*,
        case when by_name.is_name_certain or printed_level.name is null then by_name.name end
            as level_by_name
    from levelled
    left join {{ ref('indicator_level') }} as by_name
        on regexp_matches(levelled.full_name, nullif(by_name.name_pattern, ''))
    left join printed_level
        on
            levelled.document_id = printed_level.document_id
            and levelled.form_no = printed_level.form_no
            and levelled.side = printed_level.side
            and by_name.name = printed_level.name

),

annual_first as (

    -- a form that prints its year before its period does so in its money too
    select
        line.document_id,
        line.form_no
    from {{ ref('int_performance_cell') }} as cell
    inner join {{ ref('int_performance_line') }} as line
        on cell.document_id = line.document_id and cell.line_no = line.line_no
    inner join {{ ref('int_performance_cell') }} as later
        on
            cell.document_id = later.document_id
            and cell.line_no = later.line_no
            and cell.column_no < later.column_no
    where
        cell.attribute = 'total'
        and cell.value = 'annual'
        and later.attribute = 'total'
        and later.value = 'period'
    group by line.document_id, line.form_no

),

corrected as (

    -- a level that only stands above gives way to the one that the name belongs to
    select
        named_after.* exclude (side),
        case
            when annual_first.form_no is null then named_after.side
            when named_after.side = 'period' then 'annual'
            else 'period'
        end as side,
        coalesce(
            named_after.printed_level_2, named_after.level_by_name, named_after.held_level_2
        ) as level_2,
        case
            when named_after.printed_level_2 is not null
                then if(named_after.has_own_level, 'printed', 'filled')
            when named_after.level_by_name != named_after.held_level_2 then 'vocabulary'
            when named_after.held_level_2 is not null then 'filled'
        end as level_method
    from named_after
    left join annual_first
        on
            named_after.document_id = annual_first.document_id
            and named_after.form_no = annual_first.form_no

)

select
    corrected.document_id,
    corrected.form_no,
    corrected.line_no,
    token.printed_column_no as column_no,
    corrected.side,
    case
        when vocabulary.is_level_1_certain then parent.name
        when corrected.held_level_1 = '成本指标' then corrected.held_level_1
        else coalesce(parent.name, corrected.held_level_1)
    end as level_1,
    corrected.level_2,
    corrected.level_method,
    case when not {{ is_indicator_placeholder('corrected.name') }} then corrected.name end as name,
    corrected.target,
    -- printed again in the same form, or printed elsewhere with the target that is missing here
    corrected.name is not null
    and case
        when corrected.target is null then count(corrected.target) over same_name > 0
        else
            row_number() over (
                partition by
                    corrected.document_id, corrected.form_no, corrected.side, corrected.name,
                    corrected.target
                order by corrected.line_no, corrected.column_no
            ) > 1
    end as is_repeated
from corrected
inner join token
    on
        corrected.document_id = token.document_id
        and corrected.line_no = token.line_no
        and corrected.column_no = token.column_no
left join {{ ref('indicator_level') }} as vocabulary
    on corrected.level_2 = vocabulary.name and vocabulary.level = 2
left join {{ ref('indicator_level') }} as parent on vocabulary.parent_code = parent.code
where
    -- a text alone that no level takes in is no indicator
    corrected.target is not null
    or corrected.level_2 is not null
window same_name as (
    partition by corrected.document_id, corrected.form_no, corrected.side, corrected.name
)
