with

cell as (

    select
        cell.document_id,
        cell.grid_no,
        cell.row_no,
        cell.column_no,
        cell.block_no,
        cell.line_no,
        cell.header_path,
        cell.text as printed_amount,
        {{ parse_amount('cell.text') }} as amount,
        grid.form_code,
        grid.title,
        grid.money_unit,
        grid.yuan_per_unit,
        grid.is_repetition
    from {{ ref('stg_cell') }} as cell
    inner join {{ ref('int_grid') }} as grid
        on cell.document_id = grid.document_id and cell.grid_no = grid.grid_no
    where
        cell.role = 'body'
        and cell.column_kind = 'measure'
        and grid.form_code is not null
        and not {{ is_placeholder('cell.text') }}

),

block_label as (

    -- A figure without a label in its own block belongs to the last label of its line that has no
    -- figure (公用经费合计 stands in the second block of form 公开06, its amount in the fourth), or
    -- to the line's 合计, which some print once for both sides.
    select
        cell.document_id,
        cell.grid_no,
        cell.row_no,
        cell.block_no,
        max(line.block_no) as label_block_no
    from (
        select distinct
            document_id,
            grid_no,
            row_no,
            block_no
        from cell
    ) as cell
    inner join {{ ref('int_line') }} as line
        on
            cell.document_id = line.document_id
            and cell.grid_no = line.grid_no
            and cell.row_no = line.row_no
            and cell.block_no >= line.block_no
    where
        cell.block_no = line.block_no
        or line.is_total
        or not exists (
            select 1
            from cell as other
            where
                other.document_id = line.document_id
                and other.grid_no = line.grid_no
                and other.row_no = line.row_no
                and other.block_no = line.block_no
        )
    group by cell.document_id, cell.grid_no, cell.row_no, cell.block_no

),

joined as (

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
        form.phase_code as document_phase_code,
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
            when measure.side = 'income' then form.income_statement
            when measure.side = 'expenditure' then form.expenditure_statement
            when line.flow = 'opening' then form.income_statement
            else form.expenditure_statement
        end as statement_code,
        coalesce(line.flow, measure.flow, measure.side, form.default_flow) as flow,
        case
            when measure.column_phase_code is not null then measure.column_phase_code
            when form.phase_code = 'final' then 'final'
            else 'budget'
        end as phase_code,
        coalesce(line.fund_code, measure.fund_code, form.default_fund) as fund_code,
        coalesce(measure.expenditure_kind_code, form.default_kind) as expenditure_kind_code,
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
    from cell
    inner join {{ ref('form') }} as form on cell.form_code = form.form_code
    inner join {{ ref('int_column') }} as measure
        on
            cell.document_id = measure.document_id
            and cell.grid_no = measure.grid_no
            and cell.column_no = measure.column_no
    left join block_label
        on
            cell.document_id = block_label.document_id
            and cell.grid_no = block_label.grid_no
            and cell.row_no = block_label.row_no
            and cell.block_no = block_label.block_no
    left join {{ ref('int_line') }} as line
        on
            block_label.document_id = line.document_id
            and block_label.grid_no = line.grid_no
            and block_label.row_no = line.row_no
            and block_label.label_block_no = line.block_no
    left join (
        select distinct
            document_id,
            grid_no
        from {{ ref('int_line') }}
    ) as labelled
        on cell.document_id = labelled.document_id and cell.grid_no = labelled.grid_no

),

parent as (

    -- lines with a child line that states an amount for the same measure
    select distinct
        line.document_id,
        line.grid_no,
        line.row_no,
        line.column_no
    from joined as line
    inner join joined as child
        on
            line.document_id = child.document_id
            and line.form_code = child.form_code
            and line.header_path = child.header_path
            and line.row_no != child.row_no
    left join {{ ref('line_item') }} as item on child.line_item_code = item.code
    where
        child.amount is not null
        and not child.is_total_line
        and (
            (
                line.line_dimension in ('subject', 'economic_class')
                and length(child.hierarchy_code) > length(line.hierarchy_code)
                and starts_with(child.hierarchy_code, line.hierarchy_code)
            )
            or (line.line_dimension = 'item' and item.parent_code = line.line_item_code)
            or (
                line.grid_no = child.grid_no
                and line.block_no = child.block_no
                and child.parent_row_no = line.row_no
            )
        )

),

split_measure as (

    -- lines of which some component of a total column is printed
    select distinct
        document_id,
        grid_no,
        row_no,
        block_no,
        phase_code
    from joined
    where amount is not null and not is_total_column and not is_comparative

),

classified as (

    select
        joined.*,
        parent.row_no is not null as is_parent_line,
        joined.is_total_column and split_measure.row_no is not null as is_sum_of_columns
    from joined
    left join parent
        on
            joined.document_id = parent.document_id
            and joined.grid_no = parent.grid_no
            and joined.row_no = parent.row_no
            and joined.column_no = parent.column_no
    left join split_measure
        on
            joined.document_id = split_measure.document_id
            and joined.grid_no = split_measure.grid_no
            and joined.row_no = split_measure.row_no
            and joined.block_no = split_measure.block_no
            and joined.phase_code = split_measure.phase_code

)

select
    * exclude (hierarchy_code, has_total_name),
    case
        when amount_yuan is null or is_quantity then null
        when is_repetition then 'repetition'
        when is_comparative then 'comparative'
        when has_lost_label then 'unlabelled'
        when is_memorandum then 'memorandum'
        when is_total_line then 'total'
        when is_parent_line then 'subtotal'
        when is_sum_of_columns then 'row_total'
    end as total_kind,
    amount_yuan is not null
    and not (
        is_quantity
        or is_repetition
        or is_comparative
        or has_lost_label
        or is_memorandum
        or is_total_line
        or is_parent_line
        or is_sum_of_columns
    ) as is_leaf
from classified
