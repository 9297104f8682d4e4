{{ config(materialized='ephemeral') }}

with

label as (

    select
        document_id,
        form_no,
        label_no,
        attribute,
        value,
        text,
        label_rank
    from {{ ref('int_performance_money_cell') }}
    where attribute in ('fund', 'total', 'kind')

)

select
    ordered.document_id,
    ordered.form_no,
    ordered.form_scope,
    ordered.line_no,
    ordered.column_no,
    ordered.unit_before,
    -- a figure in its label's cell, as printed there
    case
        when ordered.attribute is null then ordered.printed_text
        else
            regexp_extract(
                ordered.printed_text,
                '([-\d０-９][\d０-９,，.． 　]*[\d０-９]|[\d０-９])[^\d０-９]*$',
                1
            )
    end as printed_amount,
    nullif(regexp_extract(ordered.figure, '([亿百千万]{0,2}元)$', 1), '') as own_unit,
    {{ parse_amount("regexp_replace(ordered.figure, '[亿百千万]{0,2}元$', '')") }} as amount,
    label.attribute,
    label.value,
    label.text as printed_label,
    label.label_rank,
    row_number() over (
        partition by ordered.document_id, ordered.form_no, ordered.label_no
        order by ordered.line_no, ordered.column_no
    ) as figure_rank
from {{ ref('int_performance_money_cell') }} as ordered
inner join label using (document_id, form_no, label_no)
where
    ordered.figure is not null
    -- the broken end of a label (财政资 | 金) is no figure
    and regexp_matches(ordered.figure, '\d')
