with

grid as (

    select
        document_id,
        count(*) as table_count,
        count(form_code) as statutory_table_count
    from {{ ref('int_grid') }}
    where body_cell_count > 0 or form_code is not null
    group by document_id

),

amount as (

    select
        document_id,
        count(*) filter (where is_leaf) as budget_line_count,
        count(*) filter (where total_kind is not null) as reported_total_count,
        count(*) filter (where amount_yuan is null and not is_quantity) as unread_amount_count
    from {{ ref('int_amount') }}
    group by document_id

),

cell as (

    select
        document_id,
        count(*) as cell_count
    from {{ ref('stg_cell') }}
    group by document_id

),

unmapped as (

    select
        document_id,
        sum(occurrences) as unmapped_count
    from {{ ref('rpt_unmapped') }}
    group by document_id

)

select
    document.document_key,
    document.document_id,
    document.source_path,
    document.line_count,
    coalesce(cell.cell_count, 0) as cell_count,
    coalesce(grid.table_count, 0) as table_count,
    coalesce(grid.statutory_table_count, 0) as statutory_table_count,
    coalesce(amount.budget_line_count, 0) as budget_line_count,
    coalesce(amount.reported_total_count, 0) as reported_total_count,
    coalesce(amount.unread_amount_count, 0) as unread_amount_count,
    coalesce(unmapped.unmapped_count, 0)::bigint as unmapped_count,
    form_set.form_set_code,
    form_set.missing_forms
from {{ ref('dim_document') }} as document
left join grid on document.document_id = grid.document_id
left join amount on document.document_id = amount.document_id
left join cell on document.document_id = cell.document_id
left join unmapped on document.document_id = unmapped.document_id
left join {{ ref('int_form_set') }} as form_set on document.document_id = form_set.document_id
where document.document_key > 0
