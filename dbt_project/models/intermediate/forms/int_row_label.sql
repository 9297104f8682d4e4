{{ config(materialized='ephemeral') }}

with

label as (

    select
        document_id,
        grid_no,
        cell.row_no,
        cell.block_no,
        cell.column_no,
        cell.line_no,
        cell.text,
        grid.line_dimension,
        string_split(cell.header_path, ' / ')[-1] as leaf_header,
        regexp_matches(cell.header_path, '政府.{0,6}经济') as is_government_class,
        -- beside the name of a subject or project: whose it is, and of what sort
        regexp_full_match(
            string_split(cell.header_path, ' / ')[-1],
            '(?:项目|预算|主管|所属)?(?:单位|部门)(?:编码|代码|名称)?|.*(?:类型|类别|性质|属性)'
        ) as is_aside,
        regexp_full_match({{ normalise_text('cell.text') }}, '\d{2,9}')
        -- a spreadsheet loses the zero of 301 | 01
        or regexp_full_match({{ normalise_text('cell.text') }}, '\d')
        and regexp_full_match(first_value({{ normalise_text('cell.text') }}) over line, '\d{3,5}')
            as is_code
    from {{ ref('stg_cell') }} as cell
    inner join {{ ref('int_grid') }} as grid using (document_id, grid_no)
    where
        cell.role = 'body'
        and cell.column_kind = 'label'
        and grid.form_code is not null
        -- — beside 合计 names nothing
        and not {{ is_placeholder('cell.text') }}
    window line as (
        partition by document_id, grid_no, cell.row_no, cell.block_no order by cell.column_no
    )

),

figured as (

    select distinct
        document_id,
        grid_no,
        row_no,
        block_no
    from {{ ref('stg_cell') }}
    where
        role = 'body' and column_kind = 'measure' and {{ parse_amount('text') }} is not null

)

select
    document_id,
    grid_no,
    row_no,
    block_no,
    any_value(label.line_no) as line_no,
    any_value(label.line_dimension) as line_dimension,
    list({{ normalise_text('label.text') }} order by label.column_no) filter (
        where label.is_code and not label.is_government_class and not label.is_aside
    ) as codes,
    any_value({{ normalise_text('label.text') }}) filter (
        where label.is_code and label.leaf_header = '类'
    ) as class_part,
    any_value({{ normalise_text('label.text') }}) filter (
        where label.is_code and label.leaf_header = '款'
    ) as group_part,
    any_value({{ normalise_text('label.text') }}) filter (
        where label.is_code and label.leaf_header = '项'
    ) as item_part,
    list({{ normalise_text('label.text') }} order by label.column_no) filter (
        where label.is_code and label.is_government_class
    ) as government_codes,
    last(label.text order by label.column_no) filter (
        where not label.is_code and not label.is_government_class and not label.is_aside
    ) as name_text,
    last(label.text order by label.column_no) filter (
        where not label.is_code and label.is_government_class
    ) as government_name_text,
    first(label.text order by label.is_aside, label.column_no) as first_text,
    max(label.column_no) as depth,
    bool_or(figured.row_no is not null) as has_figure
from label
left join figured using (document_id, grid_no, row_no, block_no)
group by document_id, grid_no, row_no, block_no
