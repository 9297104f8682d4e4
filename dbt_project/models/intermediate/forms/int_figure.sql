with

line as (

    -- what a line is about, in one code that is the same in every form
    select
        line.document_id,
        line.grid_no,
        line.row_no,
        line.block_no,
        line.line_no,
        line.line_dimension,
        line.is_total,
        line.parent_row_no,
        case
            when line.is_total then line.total_code
            when line.flow in ('opening', 'closing') and line.fund_code is not null
                then concat(line.flow, '.', line.fund_code)
            when line.flow in ('opening', 'closing') then line.flow
            when line.line_dimension = 'subject' then line.subject_code
            when line.line_dimension = 'economic_class' then line.department_class_code
            when line.line_dimension = 'item' then line.line_item_code
            when line.line_dimension = 'summary'
                then coalesce(
                        line.subject_code, line.fund_code, line.expenditure_kind_code
                    )
        end as line_code,
        case
            when line.line_dimension in ('subject', 'economic_class') and not line.is_total
                then coalesce(line.hierarchy_code, line.department_class_code)
        end as hierarchy_code,
        line.line_item_code
    from {{ ref('int_line') }} as line
    where not line.is_quantity
    union all
    -- the one row of a 三公 form that labels its columns only
    select distinct
        document_id,
        grid_no,
        row_no,
        block_no,
        line_no,
        'item' as line_dimension,
        false as is_total,
        null::integer as parent_row_no,
        'total' as line_code,
        null as hierarchy_code,
        null as line_item_code
    from {{ ref('int_amount') }}
    where is_unlabelled and amount_yuan is not null

),

beside as (

    select
        document_id,
        grid_no,
        row_no,
        label_block_no as block_no
    from {{ ref('int_amount') }}
    where amount_yuan is not null and is_total_line and label_block_no is not null
    group by document_id, grid_no, row_no, label_block_no
    having bool_and(block_no != label_block_no)

)

-- Every cell in which a statutory form states an amount, blank ones included: blank states zero,
-- but for a total whose figure stands in the block beside it.
select
    line.document_id,
    measure.form_code,
    line.grid_no,
    line.row_no,
    measure.column_no,
    line.block_no,
    line.line_no,
    line.line_dimension,
    -- of totals that a side of a summary only calls 合计, 小计 the last holds all, the first the year
    case
        when
            not line.is_total
            or coalesce(line.line_code, '') != 'total'
            or line.line_dimension != 'summary'
            or measure.side is null
            then line.line_code
        when line.row_no = max(line.row_no) over totals_of_column
            then concat(measure.side, '_grand_total')
        when line.row_no = min(line.row_no) over totals_of_column
            then concat(measure.side, '_total')
        else line.line_code
    end as line_code,
    line.hierarchy_code,
    line.is_total as is_total_line,
    line.parent_row_no,
    line.line_item_code,
    measure.side,
    measure.measure_code,
    measure.header_path,
    measure.scope_path,
    measure.is_total as is_total_column,
    measure.line_item_code as column_item_code,
    grid.yuan_per_unit,
    -- what is blank is not rounded, and nothing in yuan is a rounded zero
    case
        when amount.amount_yuan is null or amount.amount_yuan = 0 and grid.yuan_per_unit = 1 then 0
        else amount.rounding_yuan
    end::decimal(18, 3) as rounding_yuan,
    amount.amount_yuan is not null as is_printed,
    coalesce(amount.amount_yuan, 0)::decimal(18, 2) as amount_yuan,
    amount.printed_amount
from line
inner join {{ ref('int_grid') }} as grid
    on line.document_id = grid.document_id and line.grid_no = grid.grid_no
inner join {{ ref('int_measure') }} as measure
    on
        line.document_id = measure.document_id
        and line.grid_no = measure.grid_no
left join {{ ref('int_stated_amount') }} as amount
    on
        line.document_id = amount.document_id
        and line.grid_no = amount.grid_no
        and line.row_no = amount.row_no
        and measure.column_no = amount.column_no
        and line.block_no = amount.block_no
left join beside
    on
        line.document_id = beside.document_id
        and line.grid_no = beside.grid_no
        and line.row_no = beside.row_no
        and line.block_no = beside.block_no
where
    measure.measure_code is not null
    and not grid.is_repetition
    and (line.block_no = measure.block_no or amount.amount_yuan is not null)
    and (amount.amount_yuan is not null or beside.row_no is null)
window totals_of_column as (
    partition by
        line.document_id, line.grid_no, line.block_no, measure.column_no, line.is_total
)
