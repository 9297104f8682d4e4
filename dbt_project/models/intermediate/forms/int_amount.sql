with

split_measure as (

    -- lines of which some component of a total column is printed
    select distinct
        document_id,
        grid_no,
        row_no,
        block_no,
        phase_code
    from {{ ref('int_amount_meaning') }}
    where amount is not null and not is_total_column and not is_comparative

),

classified as (

    select
        amount.*,
        parent.row_no is not null as is_parent_line,
        amount.is_total_column and split_measure.row_no is not null as is_sum_of_columns
    from {{ ref('int_amount_meaning') }} as amount
    left join {{ ref('int_amount_parent') }} as parent
        using (document_id, grid_no, row_no, column_no)
    left join split_measure using (document_id, grid_no, row_no, block_no, phase_code)

)

select
    document_id,
    grid_no,
    row_no,
    column_no,
    block_no,
    line_no,
    header_path,
    printed_amount,
    printed_unit,
    form_code,
    form_title,
    document_phase_code,
    line_dimension,
    printed_label,
    is_unlabelled,
    label_block_no,
    subject_code,
    department_class_code,
    government_class_code,
    parent_row_no,
    mapping_method,
    is_repetition,
    is_recognised,
    confidence,
    has_lost_label,
    is_memorandum,
    is_quantity,
    fiscal_year,
    amount,
    amount_yuan,
    statement_code,
    flow,
    phase_code,
    fund_code,
    expenditure_kind_code,
    line_item_code,
    is_carryover,
    is_total_line,
    is_total_column,
    is_comparative,
    is_parent_line,
    is_sum_of_columns,
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
