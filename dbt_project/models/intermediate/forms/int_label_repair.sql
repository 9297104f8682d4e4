with

line as (

    select
        *,
        coalesce(hierarchy_code, department_class_code) as code
    from {{ ref('int_line_printed') }}
    where line_dimension in ('subject', 'economic_class')

),

labelled as (

    -- one label column beside the amounts; forms with side-by-side blocks share their rows
    select
        *,
        bool_or(is_total) over (partition by document_id, grid_no) as has_total
    from line
    qualify max(block_no) over (partition by document_id, grid_no) = 1

),

amount as (

    select
        document_id,
        grid_no,
        row_no,
        column_no,
        {{ parse_amount('text') }} as amount
    from {{ ref('stg_cell') }}
    where role = 'body' and column_kind = 'measure'

),

-- the labels as printed, one row lower, one row higher
shifted as (

    select
        labelled.document_id,
        labelled.grid_no,
        labelled.row_no,
        direction.shift,
        case direction.shift
            when 0 then labelled.code
            when 1 then lag(labelled.code) over rows_of_grid
            else lead(labelled.code) over rows_of_grid
        end as code,
        -- the row that a shift leaves without a label is the 合计, if no label says 合计
        case direction.shift
            when 0 then labelled.is_total
            when 1 then coalesce(lag(labelled.is_total) over rows_of_grid, not labelled.has_total)
            else coalesce(lead(labelled.is_total) over rows_of_grid, not labelled.has_total)
        end as is_total
    from labelled
    cross join (select unnest([0, 1, -1]) as shift) as direction
    window rows_of_grid as (
        partition by labelled.document_id, labelled.grid_no, direction.shift
        order by labelled.row_no
    )

),

parent as (

    select
        child.document_id,
        child.grid_no,
        child.shift,
        child.row_no,
        max(parent.code) as parent_code
    from shifted as child
    inner join shifted as parent
        on
            child.document_id = parent.document_id
            and child.grid_no = parent.grid_no
            and child.shift = parent.shift
            and length(parent.code) < length(child.code)
            and starts_with(child.code, parent.code)
    group by child.document_id, child.grid_no, child.shift, child.row_no

),

parented as (

    select
        shifted.*,
        parent.parent_code
    from shifted
    left join parent
        on
            shifted.document_id = parent.document_id
            and shifted.grid_no = parent.grid_no
            and shifted.shift = parent.shift
            and shifted.row_no = parent.row_no

),

figure as (

    select
        parented.*,
        amount.column_no,
        amount.amount
    from parented
    inner join amount
        on
            parented.document_id = amount.document_id
            and parented.grid_no = amount.grid_no
            and parented.row_no = amount.row_no
    where amount.amount is not null

),

identity as (

    -- 合计 = topmost lines, parent = children, for every column
    select
        parent.document_id,
        parent.grid_no,
        parent.shift,
        parent.row_no,
        parent.column_no,
        count(*) as child_count,
        abs(any_value(parent.amount) - sum(child.amount)) > 0.005 * (count(*) + 1) as is_violated
    from figure as parent
    inner join figure as child
        on
            parent.document_id = child.document_id
            and parent.grid_no = child.grid_no
            and parent.shift = child.shift
            and parent.column_no = child.column_no
            and parent.row_no != child.row_no
            and (
                parent.code = child.parent_code
                or (
                    parent.is_total
                    and not child.is_total
                    and child.code is not null
                    and child.parent_code is null
                )
            )
    group by parent.document_id, parent.grid_no, parent.shift, parent.row_no, parent.column_no

),

judged as (

    select
        document_id,
        grid_no,
        shift,
        count(*) as identity_count,
        count(*) filter (where is_violated) as violation_count,
        count(distinct row_no) as parent_count,
        count(distinct row_no) filter (where is_violated) as violated_parent_count,
        max(child_count) as child_count
    from identity
    group by document_id, grid_no, shift

)

select
    document_id,
    grid_no,
    max(shift) filter (where is_better) as shift,
    max(identity_count) filter (where is_better) as identity_count
from (
    select
        *,
        -- that one line equals the one below it proves nothing
        shift != 0 and violation_count = 0 and parent_count >= 2 and child_count >= 2 as is_better,
        -- a slip of one figure breaks one line, labels that slid break them all
        shift = 0 and violated_parent_count >= 2 as is_broken
    from judged
) as judged
group by document_id, grid_no
-- only one shift makes every identity of the table hold, and the labels as printed do not
having
    count(*) filter (where is_better) = 1
    and count(*) filter (where shift != 0 and violation_count = 0 and identity_count >= 2) = 1
    and bool_or(is_broken)
    and {{ var('repair_labels') }}
