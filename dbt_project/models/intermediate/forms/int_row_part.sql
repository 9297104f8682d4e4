{{ config(materialized='ephemeral') }}

with

line as (

    select
        *,
        -- 一、 over （一） over 1. over (1) over ①; in a list of purchases, by the column it begins
        case
            when line_dimension = 'procurement' then depth
            when regexp_matches(label, '^[一二三四五六七八九十]+[、.．]') then 1
            when regexp_matches(label, '^[(][一二三四五六七八九十]+[)]') then 2
            when regexp_matches(label, '^\d{1,2}[、.．](?:\D|$)') then 3
            when regexp_matches(label, '^[(]\d{1,2}[)]') then 4
            when regexp_matches(label, '^[①-⑳]') then 5
            else 9
        end as level,
        count(*) filter (where is_total) over upward as section_no
    from (
        select
            line.*,
            {{ normalise_text('line.printed_label') }} as label,
            kind.parent_code as parent_kind_code
        from {{ ref('int_row') }} as line
        left join {{ ref('expenditure_kind') }} as kind
            on line.expenditure_kind_code = kind.code
        where line.line_dimension in ('summary', 'procurement') and line.parent_row_no is null
    ) as labelled
    window upward as (partition by document_id, grid_no, block_no order by row_no)

),

above as (

    select
        line.document_id,
        line.grid_no,
        line.block_no,
        line.row_no,
        max(upper.row_no) as parent_row_no
    from line
    inner join line as upper
        on
            line.document_id = upper.document_id
            and line.grid_no = upper.grid_no
            and line.block_no = upper.block_no
            and line.section_no = upper.section_no
            and line.row_no > upper.row_no
            and line.level > upper.level
    where not line.is_total and not upper.is_total
    group by line.document_id, line.grid_no, line.block_no, line.row_no

),

amount as (

    select
        document_id,
        grid_no,
        block_no,
        row_no,
        column_no,
        {{ parse_amount('cell.text') }} as amount,
        {{ half_digit('cell.text', 'grid.yuan_per_unit', 'rounded.decimals') }} as half_digit
    from {{ ref('stg_cell') }} as cell
    inner join {{ ref('int_grid') }} as grid using (document_id, grid_no)
    left join {{ ref('int_table_rounding') }} as rounded using (document_id, grid_no)
    where cell.role = 'body' and cell.column_kind = 'measure'

),

summed as (

    select
        above.document_id,
        above.grid_no,
        above.block_no,
        above.parent_row_no,
        amount.column_no,
        any_value(whole.amount) as whole,
        coalesce(sum(amount.amount), 0) as parts,
        count(amount.amount) as part_count,
        coalesce(sum(amount.half_digit), 0) + any_value(whole.half_digit) as rounding
    from above
    inner join amount using (document_id, grid_no, block_no, row_no)
    inner join amount as whole
        on
            above.document_id = whole.document_id
            and above.grid_no = whole.grid_no
            and above.block_no = whole.block_no
            and above.parent_row_no = whole.row_no
            and amount.column_no = whole.column_no
    where whole.amount is not null
    group by all

),

judged as (

    select
        document_id,
        grid_no,
        block_no,
        parent_row_no,
        bool_and(abs(whole - parts) <= rounding) as is_sum,
        bool_and(parts < whole) as is_more
    from summed
    where part_count > 0
    group by document_id, grid_no, block_no, parent_row_no

)

-- One row per line below another that is its sum, or more than what is listed of it.
select
    above.document_id,
    above.grid_no,
    above.block_no,
    above.row_no,
    if(judged.is_sum, above.parent_row_no, null) as parent_row_no,
    not judged.is_sum as is_of_which
from above
inner join judged using (document_id, grid_no, block_no, parent_row_no)
inner join line using (document_id, grid_no, block_no, row_no)
inner join line as upper
    on
        above.document_id = upper.document_id
        and above.grid_no = upper.grid_no
        and above.block_no = upper.block_no
        and above.parent_row_no = upper.row_no
where
    judged.is_sum
    -- a line without an ordinal below one that has it may as well stand beside it, unless it
    -- means a part of it: 人员经费 below 一、基本支出
    or judged.is_more
    and line.line_dimension = 'summary'
    and (line.level < 9 or line.parent_kind_code = upper.expenditure_kind_code)
