with

grouped as (

    select
        *,
        count(*) filter (where kind in ('L1', 'L2')) over printed as label_no,
        lag(kind) over printed as kind_before,
        lag(level) over printed as level_before,
        lag(column_no) over printed as column_before,
        lead(text) over printed as text_after,
        lead(kind) over printed as kind_after,
        last(case when kind in ('L1', 'L2') then level end ignore nulls) over (
            printed rows between unbounded preceding and 1 preceding
        ) as label_before
    from {{ ref('int_performance_indicator_cell') }}
    window printed as (partition by document_id, form_no, line_no order by column_no)

),

counted as (

    select
        *,
        count(*) filter (where kind in ('P', 'T')) over (
            partition by document_id, form_no, line_no, label_no
        ) as text_count,
        count(*) filter (where kind in ('P', 'T')) over (
            partition by document_id, form_no, line_no order by label_no
            range between 1 preceding and 1 preceding
        ) as text_count_before
    from grouped

),

settled as (

    -- an indicator may be called like its level: beside the level, and before a single target
    select
        * exclude (kind, kind_after),
        case
            when
                kind = 'L2'
                and level != ''
                and level = label_before
                and (
                    (
                        kind_before = 'L2'
                        and text_count = 1
                        and column_no <= column_before + 2
                        and (
                            not ends_with(text, '标')
                            or (
                                column_no = column_before + 1
                                and {{ is_target_like('text_after') }}
                            )
                        )
                    )
                    or (
                        kind_before = 'T'
                        and text_count = 0
                        and text_count_before = 1
                        and column_no = column_before + 1
                        and not ends_with(text, '标')
                        and (kind_after is distinct from 'L2' or ends_with(text_after, '标'))
                    )
                )
                then 'T'
            else kind
        end as kind
    from counted

),

followed as (

    -- of levels side by side the last is the one of the row: the others belong to the column before
    select
        *,
        lead(kind) over printed as kind_after,
        lead(column_no) over printed as column_after
    from settled
    window printed as (partition by document_id, form_no, line_no order by column_no)

),

blocked as (

    select
        *,
        kind = 'L2' and not (coalesce(kind_after, '') = 'L2' and column_after = column_no + 1)
            as is_block_head
    from followed

)

select
    document_id,
    form_no,
    line_no,
    column_no,
    printed_column_no,
    second_side_column,
    has_two_headers,
    kind,
    nullif(level, '') as level,
    text,
    is_block_head,
    count(*) filter (where is_block_head) over (
        partition by document_id, form_no, line_no order by column_no
    )::integer as block_no
from blocked
