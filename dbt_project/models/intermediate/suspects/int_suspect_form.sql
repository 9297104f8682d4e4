{{ config(materialized='ephemeral') }}

with

empty_form as (

    -- a form that is printed and filled nowhere states nothing, whatever it is compared with
    select
        document_id,
        grid_no
    from {{ ref('int_figure') }}
    where grid_no > 0
    group by document_id, grid_no
    having not bool_or(is_printed)

),

failing as (

    select
        cell.document_id,
        cell.grid_no,
        cell.row_no,
        cell.column_no,
        cell.identity_code,
        cell.rule_id,
        (-cell.difference_yuan / cell.sign)::decimal(18, 2) as change_yuan
    from {{ ref('int_identity_cell') }} as cell
    semi join empty_form
        on cell.document_id = empty_form.document_id and cell.grid_no = empty_form.grid_no
    where cell.verdict = 'violation'

)

-- One form is one cause, however many of its cells ought to say something: the largest stands for
-- it.
select
    document_id,
    'empty_form' as suspect_kind,
    grid_no,
    arg_max(row_no, [change_yuan, -row_no, -column_no]) as row_no,
    arg_max(column_no, [change_yuan, -row_no, -column_no]) as column_no,
    max(change_yuan) as change_yuan,
    true as is_stated,
    count(distinct identity_code) as explained_count,
    0::bigint as broken_count,
    list_sort(list(distinct rule_id)) as rule_ids,
    list(distinct identity_code) as identity_codes
from failing
group by document_id, grid_no
-- what one blank cell explains needs no more than that cell
having max(change_yuan) > 0 and count(distinct identity_code) > 1
