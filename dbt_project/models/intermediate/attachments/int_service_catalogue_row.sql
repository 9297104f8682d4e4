{{ config(materialized='ephemeral') }}

with

cell as (

    select
        document_id,
        grid_no,
        row_no,
        column_no,
        line_no,
        {{ plain_text('text') }} as text,
        {{ normalise_text('text') }} as plain
    from {{ ref('stg_cell') }}
    where role in ('header', 'body')

),

level_header as (

    -- 一级目录, 二级目录, …: in which column the names of a level stand
    select
        document_id,
        grid_no,
        row_no,
        column_no,
        position(regexp_extract(plain, '^([一二三四五六])级', 1) in '一二三四五六') as level
    from cell
    where regexp_full_match(plain, '[一二三四五六]级(?:目录|分类|名称|服务)?(?:名称)?')

),

catalogue as (

    select
        document_id,
        grid_no
    from level_header
    group by document_id, grid_no
    having count(distinct level) >= 2

),

level_column as (

    select
        document_id,
        column_no,
        mode(level) as level
    from level_header
    group by document_id, column_no

),

header_row as (

    select distinct
        document_id,
        grid_no,
        row_no
    from level_header

)

-- the code in the first column, the name in the column of its level
select
    cell.document_id,
    cell.grid_no,
    cell.row_no,
    any_value(cell.line_no) as line_no,
    max(cell.plain) filter (where level_column.level is null) as first_text,
    -- A1501 printed as a1501, A.15.01 or in full-width signs
    max({{ catalogue_code('cell.plain') }}) filter (where level_column.level is null)
        as code_text,
    max(cell.text) filter (where level_column.level is not null) as name,
    max(level_column.level) as level
from cell
inner join catalogue using (document_id, grid_no)
anti join header_row using (document_id, grid_no, row_no)
left join level_column using (document_id, column_no)
group by cell.document_id, cell.grid_no, cell.row_no
