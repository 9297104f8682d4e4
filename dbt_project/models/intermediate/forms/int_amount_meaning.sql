{{ config(materialized='ephemeral') }}

select
    cell.document_id,
    cell.grid_no,
    cell.row_no,
    cell.column_no,
    cell.block_no,
    cell.line_no,
    cell.header_path,
    cell.printed_amount,
    cell.money_unit as printed_unit,
    cell.form_code,
    cell.title as form_title,
    document.phase_code as document_phase_code,
    line.line_dimension,
    coalesce(line.printed_label, string_split(cell.header_path, ' / ')[-1]) as printed_label,
    line.printed_label is null as is_unlabelled,
    line.block_no as label_block_no,
    line.subject_code,
    line.department_class_code,
    line.government_class_code,
    line.parent_row_no,
    line.mapping_method,
    cell.is_repetition,
    cell.is_recognised,
    cell.confidence,
    -- without a label in a table of labels, or an item that the form is not about
    line.printed_label is null
    and labelled.grid_no is not null as has_lost_label,
    coalesce(
        line.line_dimension = 'item'
        and coalesce(line.line_item_code, measure.line_item_code) is null
        and not line.is_total
        and not line.is_quantity,
        false
    ) as is_memorandum,
    coalesce(line.is_quantity, false) or measure.is_ratio as is_quantity,
    measure.fiscal_year,
    cell.amount,
    {{ to_yuan('cell.amount', 'cell.yuan_per_unit') }} as amount_yuan,
    case
        -- a column of another statement: 机关运行经费 beside 三公, 支出用途 beside the functions
        when form.form_code != 'appropriation_summary' and measure.statement_code is not null
            then measure.statement_code
        when measure.side = 'income' then form.income_statement
        when
            by_function.grid_no is not null
            and line.line_dimension = 'summary'
            and (
                by_use.block_no is not null
                or coalesce(line.expenditure_kind_code, line.department_class_code) is not null
            )
            then 'expenditure_by_use'
        when measure.side = 'expenditure' then form.expenditure_statement
        when line.flow = 'opening' then form.income_statement
        else form.expenditure_statement
    end as statement_code,
    coalesce(line.flow, measure.flow, measure.side, form.default_flow) as flow,
    coalesce(measure.column_phase_code, document.phase_code, 'budget') as phase_code,
    coalesce(line.fund_code, measure.fund_code, form.default_fund) as fund_code,
    coalesce(
        line.expenditure_kind_code, measure.expenditure_kind_code, form.default_kind
    ) as expenditure_kind_code,
    coalesce(line.line_item_code, measure.line_item_code) as line_item_code,
    coalesce(line.is_carryover, false)
    or measure.is_carryover
    or form.default_carryover as is_carryover,
    coalesce(line.is_total, false) as is_total_line,
    measure.is_total as is_total_column,
    measure.has_total_name,
    measure.is_comparative,
    case
        when line.line_dimension = 'subject' then line.hierarchy_code
        when line.line_dimension = 'economic_class' then line.department_class_code
        else line.line_item_code
    end as hierarchy_code
from {{ ref('int_amount_cell') }} as cell
inner join {{ ref('form') }} as form using (form_code)
inner join {{ ref('int_column') }} as measure using (document_id, grid_no, column_no)
inner join {{ ref('int_document') }} as document on cell.document_id = document.document_id
left join {{ ref('int_amount_label') }} as label
    on
        cell.document_id = label.document_id
        and cell.grid_no = label.grid_no
        and cell.row_no = label.row_no
        and cell.block_no = label.block_no
left join {{ ref('int_line') }} as line
    on
        label.document_id = line.document_id
        and label.grid_no = line.grid_no
        and label.row_no = line.row_no
        and label.label_block_no = line.block_no
left join (
    select distinct
        document_id,
        grid_no
    from {{ ref('int_line') }}
) as labelled
    on cell.document_id = labelled.document_id and cell.grid_no = labelled.grid_no
-- a summary that lists its spending by function lists it once more by kind
left join (
    select distinct
        document_id,
        grid_no
    from {{ ref('int_line') }}
    where line_dimension = 'summary' and subject_code is not null
) as by_function
    on cell.document_id = by_function.document_id and cell.grid_no = by_function.grid_no
-- in a block of its own, whose totals are of it, too
left join (
    select
        document_id,
        grid_no,
        block_no
    from {{ ref('int_line') }}
    where line_dimension = 'summary'
    group by document_id, grid_no, block_no
    having
        bool_or(coalesce(expenditure_kind_code, department_class_code) is not null)
        and not bool_or(subject_code is not null)
) as by_use
    on
        line.document_id = by_use.document_id
        and line.grid_no = by_use.grid_no
        and line.block_no = by_use.block_no
