with

unit as (

    select
        document.document_id,
        'unit_without_county' as kind,
        unit.name as text,
        null::integer as line_no
    from {{ ref('dim_document') }} as document
    inner join {{ ref('dim_unit') }} as unit on document.unit_key = unit.unit_key
    where unit.division_key = {{ unknown_key() }} and document.document_key > 0

),

table_unknown as (

    -- a table under a line like 单位：万元, or among the statutory ones, that is no form of ours
    select
        document_id,
        'table_not_recognised' as kind,
        title as text,
        first_line_no as line_no
    from {{ ref('int_grid') }} as grid
    where
        form_code is null
        and body_cell_count > 0
        and (
            has_unit_line
            or exists (
                select 1
                from {{ ref('int_grid') }} as before
                inner join {{ ref('int_grid') }} as after
                    on before.document_id = after.document_id
                where
                    before.document_id = grid.document_id
                    and before.grid_no < grid.grid_no
                    and after.grid_no > grid.grid_no
                    and before.form_code is not null
                    and after.form_code is not null
            )
        )

),

measure as (

    select
        measure.document_id,
        'measure_not_understood' as kind,
        measure.header_path as text,
        amount.line_no
    from {{ ref('int_column') }} as measure
    inner join {{ ref('int_amount') }} as amount
        on
            measure.document_id = amount.document_id
            and measure.grid_no = amount.grid_no
            and measure.column_no = amount.column_no
    where not measure.is_understood and measure.header_path != ''

),

label as (

    select
        line.document_id,
        case line.line_dimension
            when 'subject' then 'subject_without_code'
            when 'economic_class' then 'economic_class_not_found'
            else 'label_not_understood'
        end as kind,
        line.printed_label as text,
        line.line_no
    from {{ ref('int_line') }} as line
    inner join {{ ref('int_amount') }} as amount
        on
            line.document_id = amount.document_id
            and line.grid_no = amount.grid_no
            and line.line_no = amount.line_no
            and line.block_no = amount.label_block_no
    where
        line.total_code = 'unresolved'
        or not line.is_total
        and (
            (line.line_dimension = 'subject' and line.subject_code is null)
            or (line.line_dimension = 'economic_class' and line.department_class_code is null)
            or (
                line.line_dimension = 'summary'
                and line.subject_code is null
                and line.fund_code is null
                and line.flow is null
            )
            or (
                line.line_dimension = 'item'
                and line.line_item_code is null
                and not line.is_quantity
            )
        )

),

amount as (

    select
        document_id,
        'amount_not_read' as kind,
        printed_amount as text,
        line_no
    from {{ ref('int_amount') }}
    where amount_yuan is null and not is_quantity

),

unlabelled as (

    select
        amount.document_id,
        'amount_without_label' as kind,
        amount.printed_amount as text,
        amount.line_no
    from {{ ref('int_amount') }} as amount
    where
        amount.is_unlabelled
        and exists (
            select 1
            from {{ ref('int_line') }} as line
            where line.document_id = amount.document_id and line.grid_no = amount.grid_no
        )

),

misplaced as (

    -- a figure with decimals where only labels stand: a row that could not be aligned
    select
        cell.document_id,
        'figure_outside_measures' as kind,
        cell.text,
        cell.line_no
    from {{ ref('stg_cell') }} as cell
    inner join {{ ref('int_grid') }} as grid
        on cell.document_id = grid.document_id and cell.grid_no = grid.grid_no
    where
        grid.form_code is not null
        and cell.role = 'body'
        and cell.column_kind != 'measure'
        and regexp_full_match({{ normalise_text('cell.text') }}, '-?[\d,]+\.\d{1,6}')

),

near_name as (

    select
        line.document_id,
        'name_read_as_near_one' as kind,
        line.printed_label as text,
        line.line_no
    from {{ ref('int_line') }} as line
    where line.mapping_method = 'near'

),

narrative as (

    -- a figure of a sentence that claims something, but nobody knows what
    select
        document_id,
        'narrative_figure_not_understood' as kind,
        concat(printed_amount, printed_unit) as text,
        line_no
    from {{ ref('int_narrative_claim') }}
    where topic_code is null or claim_kind = 'other'

),

edition as (

    -- which of two editions is the current one: nothing that every build knows decides it
    select
        document_id,
        'edition_undecided' as kind,
        title as text,
        null::integer as line_no
    from {{ ref('dim_document') }}
    where edition_basis = 'undecided'

),

listed as (

    select * from unit
    union all
    select * from edition
    union all
    select * from table_unknown
    union all
    select * from measure
    union all
    select * from label
    union all
    select * from amount
    union all
    select * from unlabelled
    union all
    select * from misplaced
    union all
    select * from near_name
    union all
    select * from narrative
    union all
    select * from {{ ref('int_evaluation_unmapped') }}
    union all
    select * from {{ ref('int_performance_unmapped') }}

)

select
    document_id,
    kind,
    text,
    count(distinct coalesce(line_no, 0)) as occurrences,
    min(line_no) as first_line_no
from listed
group by document_id, kind, text
