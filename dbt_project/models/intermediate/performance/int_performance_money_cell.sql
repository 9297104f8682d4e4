{{ config(materialized='ephemeral') }}

with

cell as (

    -- labels and figures of the forms' money rows; a label's own cell may hold its figure
    select
        cell.document_id,
        form.form_no,
        form.form_scope,
        cell.line_no,
        cell.column_no,
        cell.attribute,
        cell.value,
        cell.text,
        cell.printed_text,
        cell.rest,
        case
            when cell.attribute is null and cell.owner in ('fund', 'total', 'kind')
                then {{ normalise_text('cell.text') }}
            when cell.attribute in ('fund', 'total') then cell.rest
        end as figure
    from {{ ref('int_performance_form_cell') }} as cell
    inner join {{ ref('int_performance_form') }} as form using (document_id, form_no)
    where
        cell.attribute in ('fund', 'total', 'kind', 'measure', 'money_unit')
        or (cell.attribute is null and cell.owner in ('fund', 'total', 'kind'))

)

select
    *,
    count(*) filter (where attribute in ('fund', 'total', 'kind')) over reading as label_no,
    count(*) filter (where attribute in ('fund', 'total', 'kind')) over (
        partition by document_id, form_no, line_no order by column_no
    ) as label_rank,
    last(
        case
            when attribute in ('money_unit', 'measure')
                then
                    nullif(
                        regexp_extract({{ normalise_text('text') }}, '([亿百千万]{0,2}元)', 1), ''
                    )
        end
        ignore nulls
    ) over reading as unit_before
from cell
window reading as (partition by document_id, form_no order by line_no, column_no)
