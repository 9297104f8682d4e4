{{ config(materialized='ephemeral') }}

with

cell as (

    select
        cell.document_id,
        form.form_no,
        cell.line_no,
        -- columns that the form leaves empty from top to bottom count for nothing
        dense_rank() over (
            partition by cell.document_id, form.form_no order by cell.column_no
        ) as column_no,
        cell.column_no as printed_column_no,
        cell.column_count,
        cell.is_indicator_row,
        cell.attribute,
        cell.value,
        cell.stage,
        cell.text
    from {{ ref('int_performance_form_cell') }} as cell
    inner join {{ ref('int_performance_form') }} as form using (document_id, form_no)

),

row_kind as (

    -- indicators stand below their header, or where a level is named, until another section begins
    select
        document_id,
        form_no,
        line_no,
        coalesce(bool_or(attribute = 'header'), false) as is_header,
        bool_or(is_indicator_row) as is_indicator_row,
        case
            when bool_or(attribute = 'header' or is_indicator_row) then true
            when bool_or(stage != 12) then false
        end as opens_indicators,
        -- where the header begins the second side
        list(column_no order by column_no) filter (
            where attribute = 'header' and value in ('level_2', 'level_3', 'target')
        ) as header_columns,
        list(value order by column_no) filter (
            where attribute = 'header' and value in ('level_2', 'level_3', 'target')
        ) as header_values
    from cell
    group by document_id, form_no, line_no

),

region as (

    select
        *,
        last(opens_indicators ignore nulls) over reading as is_in_indicators,
        last(
            case
                when length(header_columns) > 0
                    then
                        coalesce(
                            header_columns[
                                list_position(header_values[2:], header_values[1]) + 1
                            ],
                            1000
                        )
            end
            ignore nulls
        ) over reading as second_side_column
    from row_kind
    window reading as (partition by document_id, form_no order by line_no)

)

-- L1, L2: a level; P: a placeholder (指标1:) where a name would stand; T: a text
select
    cell.document_id,
    cell.form_no,
    cell.line_no,
    cell.column_no,
    cell.printed_column_no,
    cell.column_count,
    coalesce(region.second_side_column, cell.column_count // 2 + 2) as second_side_column,
    coalesce(region.second_side_column < 1000, false) as has_two_headers,
    cell.value as level,
    case
        when cell.attribute = 'level_1' then 'L1'
        when cell.attribute = 'level_2' then 'L2'
        when {{ is_indicator_slot('cell.text') }} then 'P'
        else 'T'
    end as kind,
    trim(regexp_replace(cell.text, '^指标[ \d一二三四五]{0,3}[:：.、] ?', '')) as text
from cell
inner join region using (document_id, form_no, line_no)
where
    region.is_in_indicators
    -- of a header only the first level that stands beside it
    and (not region.is_header or cell.attribute = 'level_1')
    and cell.column_count > 1
    and (cell.attribute in ('level_1', 'level_2') or cell.attribute is null)
    and not regexp_full_match(cell.text, '[…·.。]+')
