{{ config(materialized='ephemeral') }}

with

line as (

    -- the lines of the form that states procurement and assets (公开10), blank ones included
    select
        line.document_id,
        line.grid_no,
        line.row_no,
        line.block_no,
        line.line_no,
        line.is_quantity,
        {{ normalise_term('line.printed_label') }} as label,
        last(
            case
                when not line.is_quantity
                    then nullif(
                            regexp_extract(line.printed_label, '政府采购|机关运行|国有资产', 0), ''
                        )
            end ignore nulls
        ) over (
            partition by line.document_id, line.grid_no order by line.row_no, line.block_no
        ) as section
    from {{ ref('int_line') }} as line
    inner join {{ ref('int_grid') }} as grid using (document_id, grid_no)
    inner join {{ ref('form') }} as form using (form_code)
    where form.expenditure_statement = 'supplementary_statistics' and not grid.is_repetition

),

label as (

    select distinct
        label,
        section,
        is_quantity
    from line

),

categorised as (

    -- a 合计 is one of procurement only below that heading
    select
        label.*,
        category.code as category_code
    from label
    inner join {{ ref('asset_category') }} as category
        on
            regexp_matches(label.label, category.pattern)
            and label.is_quantity = (category.family != 'procurement')
            and (label.is_quantity or label.section = '政府采购')
    qualify row_number() over (
            partition by label.label, label.section, label.is_quantity
            order by category.precedence
        ) = 1

),

figure as (

    select *
    from {{ ref('int_amount') }}
    where amount is not null and not is_comparative
    -- of several columns the first speaks
    qualify row_number() over (
            partition by document_id, grid_no, row_no, label_block_no order by column_no
        ) = 1

)

select
    line.document_id,
    categorised.category_code,
    figure.amount as number,
    figure.amount_yuan,
    figure.printed_amount,
    case when not line.is_quantity then grid.money_unit end as printed_unit,
    line.line_no
from line
inner join categorised
    on
        line.label = categorised.label
        and line.section is not distinct from categorised.section
        and line.is_quantity = categorised.is_quantity
inner join {{ ref('int_grid') }} as grid using (document_id, grid_no)
left join figure
    on
        line.document_id = figure.document_id
        and line.grid_no = figure.grid_no
        and line.row_no = figure.row_no
        and line.block_no = figure.label_block_no
-- a form that lists a category twice: the first line speaks
qualify row_number() over (
        partition by line.document_id, categorised.category_code order by line.line_no
    ) = 1
