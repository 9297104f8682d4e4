with

cell as (

    select * from {{ ref('int_identity_cell') }}

),

failing as (

    -- what a cell would have to change by to mend one failing identity
    select
        *,
        (-difference_yuan / sign)::decimal(18, 2) as change_yuan
    from cell
    where verdict = 'violation'

),

candidate as (

    -- a published figure is not mended into a negative one
    select distinct
        document_id,
        grid_no,
        row_no,
        column_no,
        change_yuan,
        amount_yuan != 0 as is_stated
    from failing
    where amount_yuan < 0 or amount_yuan + change_yuan >= 0

),

explained as (

    -- the failing identities that one and the same change mends
    select
        document_id,
        grid_no,
        row_no,
        column_no,
        candidate.change_yuan,
        candidate.is_stated,
        count(*) as explained_count,
        -- Of changes within rounding that mend the same identities, the one wins that makes them
        -- exact; a copy or a short sum says more than a long one, which is rounded more often.
        coalesce(
            sum(1 / failing.tolerance_yuan) filter (
                where failing.difference_yuan + failing.sign * candidate.change_yuan = 0
            ),
            0
        ) as exactness,
        list_sort(list(distinct failing.rule_id)) as rule_ids,
        list_sort(list(failing.identity_code)) as identity_codes
    from candidate
    inner join failing using (document_id, grid_no, row_no, column_no)
    where
        abs(failing.difference_yuan + failing.sign * candidate.change_yuan)
        <= failing.tolerance_yuan
    group by
        document_id,
        grid_no,
        row_no,
        column_no,
        candidate.change_yuan,
        candidate.is_stated

),

broken as (

    -- the identities that hold now and would not any more
    select
        document_id,
        grid_no,
        row_no,
        column_no,
        candidate.change_yuan,
        count(*) as broken_count
    from candidate
    inner join cell using (document_id, grid_no, row_no, column_no)
    where
        cell.verdict != 'violation'
        and abs(cell.difference_yuan + cell.sign * candidate.change_yuan) > cell.tolerance_yuan
    group by document_id, grid_no, row_no, column_no, candidate.change_yuan

)

select
    document_id,
    'cell' as suspect_kind,
    grid_no,
    row_no,
    column_no,
    change_yuan,
    explained.is_stated,
    explained.explained_count,
    coalesce(broken.broken_count, 0) + coalesce(confirmed.confirming_count, 0) as broken_count,
    explained.rule_ids,
    explained.identity_codes
from explained
left join broken using (document_id, grid_no, row_no, column_no, change_yuan)
left join {{ ref('int_confirmed_figure') }} as confirmed
    using (document_id, grid_no, row_no, column_no)
qualify row_number() over (
        partition by document_id, grid_no, row_no, column_no
        order by
            explained.explained_count - coalesce(broken.broken_count, 0) desc,
            explained.exactness desc,
            abs(change_yuan)
    ) = 1
