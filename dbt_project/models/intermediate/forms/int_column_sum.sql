{{ config(materialized='ephemeral') }}

with

figure as (

    -- of a block's columns in their order, those that are no totals by name
    select
        cell.document_id,
        cell.grid_no,
        cell.block_no,
        cell.row_no,
        cell.column_no,
        meaning.expenditure_kind_code is null
        and meaning.fund_code is null
        and meaning.line_item_code is null
        and coalesce(meaning.flow, '') not in ('opening', 'closing')
        and not meaning.is_carryover as is_silent,
        -- what flows in is no part of what flows out, nor a budget of its execution
        concat_ws(
            '|', meaning.flow, meaning.column_phase_code, meaning.statement_code
        ) as family,
        {{ parse_amount('cell.text') }} as amount,
        {{ half_digit('cell.text', 'grid.yuan_per_unit', 'rounded.decimals') }} as half_digit
    from {{ ref('stg_cell') }} as cell
    inner join {{ ref('int_column_meaning') }} as meaning
        using (document_id, grid_no, block_no, column_no)
    inner join {{ ref('int_grid') }} as grid using (document_id, grid_no)
    left join {{ ref('int_table_rounding') }} as rounded using (document_id, grid_no)
    where
        cell.role = 'body'
        and not meaning.is_comparative
        and not meaning.is_ratio
        and not meaning.has_total_name

),

span as (

    -- the columns that stand next to one whose header says nothing, two or more, to either side
    select distinct
        silent.document_id,
        silent.grid_no,
        silent.block_no,
        silent.family,
        silent.column_no,
        least(edge.column_no, silent.column_no + 1) as first_column_no,
        greatest(edge.column_no, silent.column_no - 1) as last_column_no
    from (select distinct * exclude (row_no, amount, half_digit) from figure) as silent
    inner join (select distinct * exclude (row_no, amount, half_digit) from figure) as edge
        using (document_id, grid_no, block_no, family)
    where silent.is_silent and abs(edge.column_no - silent.column_no) > 1

),

row_of_span as (

    select
        span.*,
        figure.row_no,
        coalesce(sum(figure.amount) filter (where figure.column_no = span.column_no), 0) as total,
        coalesce(sum(figure.amount) filter (where figure.column_no != span.column_no), 0) as parts,
        sum(figure.half_digit) as rounding,
        coalesce(
            list(figure.column_no) filter (
                where figure.column_no != span.column_no and figure.amount != 0
            ),
            []
        ) as part_columns
    from span
    inner join figure
        on
            span.document_id = figure.document_id
            and span.grid_no = figure.grid_no
            and span.block_no = figure.block_no
            and span.family = figure.family
            and least(span.column_no, span.first_column_no) <= figure.column_no
            and greatest(span.column_no, span.last_column_no) >= figure.column_no
    group by all

)

-- One row per column that is the sum of its neighbours on every line, whatever it is called.
select
    document_id,
    grid_no,
    column_no as total_column_no,
    first_column_no,
    last_column_no
from row_of_span
group by document_id, grid_no, column_no, first_column_no, last_column_no
having
    bool_and(abs(total - parts) <= rounding)
    -- more than one line shows it, or one line with more than one part
    and (
        count(*) filter (where total != 0 and len(part_columns) > 1) > 0
        or count(*) filter (where total != 0) > 2
        and len(list_distinct(flatten(list(part_columns)))) > 1
    )
-- the most columns that it can be the sum of
qualify row_number() over (
        partition by document_id, grid_no, column_no
        order by last_column_no - first_column_no desc, first_column_no asc
    ) = 1
