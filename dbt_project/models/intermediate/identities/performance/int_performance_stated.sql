{{ config(materialized='ephemeral') }}

with

cell as (

    -- the cells of the landed tables, counted along their lines
    select
        document_id,
        grid_no,
        row_no,
        column_no,
        line_no,
        row_number() over (partition by document_id, line_no order by column_no) as cell_rank
    from {{ ref('stg_cell') }}
    where role in ('header', 'body')

)

select
    amount.document_id,
    amount.form_no,
    amount.is_total,
    amount.breakdown,
    amount.part_code,
    amount.side as amount_side,
    amount.amount,
    amount.amount_yuan,
    amount.yuan_per_unit,
    amount.line_no,
    form.form_scope,
    form.first_line_no,
    form.name,
    form.project_key,
    form.statement_code,
    form.project_amount_yuan,
    form.is_repeated,
    form.first_form_no,
    cell.grid_no,
    cell.row_no,
    cell.column_no
from {{ ref('int_performance_amount') }} as amount
inner join {{ ref('int_performance_named') }} as form using (document_id, form_no)
inner join {{ ref('stg_line') }} as line using (document_id, line_no)
left join cell
    on
        amount.document_id = cell.document_id
        and amount.line_no = cell.line_no
        and cell.cell_rank = length(list_filter(
            string_split(line.text, chr(9))[:amount.column_no],
            lambda text: trim(text) != ''
        ))
where amount.amount_yuan is not null
