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
                then coalesce(line.subject_code, line.fund_code)
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

measure as (

    select
        document_id,
        grid_no,
        column_no,
        block_no,
        header_path,
        regexp_replace(header_path, '(?: / )?[^/]*$', '') as scope_path,
        side,
        is_total,
        line_item_code,
        case
            when is_comparative then null
            when column_phase_code != document.phase_code
                then concat(column_phase_code, '.', coalesce(line_item_code, 'total'))
            when is_total and line_item_code is null then 'total'
            when flow in ('opening', 'closing') then flow
            when flow = 'income' and grid.form_code = 'government_fund_by_subject' then 'income'
            when coalesce(fund_code != form.default_fund, fund_code is not null) then fund_code
            when expenditure_kind_code is not null then expenditure_kind_code
            when line_item_code is not null then line_item_code
            when is_carryover then 'carryover'
            when regexp_matches(header_path, '当年预算安排|本年预算安排') then 'current'
            else 'total'
        end as measure_code,
        column_phase_code
    from {{ ref('int_column') }}
    inner join {{ ref('int_grid') }} as grid using (document_id, grid_no)
    inner join {{ ref('form') }} as form on grid.form_code = form.form_code
    inner join {{ ref('int_document') }} as document using (document_id)

),

amount as (

    select
        document_id,
        grid_no,
        row_no,
        column_no,
        coalesce(label_block_no, block_no) as block_no,
        amount_yuan,
        printed_amount
    from {{ ref('int_amount') }}
    where amount_yuan is not null and not is_quantity and not is_comparative

)

-- Every cell in which a statutory form states an amount, blank ones included: blank states zero.
select
    line.document_id,
    grid.form_code,
    line.grid_no,
    line.row_no,
    measure.column_no,
    line.block_no,
    line.line_no,
    line.line_dimension,
    line.line_code,
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
    amount.amount_yuan is not null as is_printed,
    coalesce(amount.amount_yuan, 0)::decimal(18, 2) as amount_yuan,
    amount.printed_amount
from line
inner join {{ ref('int_grid') }} as grid
    on line.document_id = grid.document_id and line.grid_no = grid.grid_no
inner join measure
    on
        line.document_id = measure.document_id
        and line.grid_no = measure.grid_no
left join amount
    on
        line.document_id = amount.document_id
        and line.grid_no = amount.grid_no
        and line.row_no = amount.row_no
        and measure.column_no = amount.column_no
        and line.block_no = amount.block_no
where
    measure.measure_code is not null
    and not grid.is_repetition
    and (line.block_no = measure.block_no or amount.amount_yuan is not null)
