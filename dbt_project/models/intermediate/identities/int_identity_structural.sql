with

figure as (

    select * from {{ ref('int_figure') }}

),

parented as (

    -- the nearest printed ancestor of a line of a code hierarchy
    select
        child.document_id,
        child.grid_no,
        child.row_no,
        child.block_no,
        max_by(parent.hierarchy_code, length(parent.hierarchy_code)) as parent_code
    from {{ ref('int_figure') }} as child
    inner join (
        select distinct
            document_id,
            grid_no,
            hierarchy_code
        from figure
    ) as parent
        on
            child.document_id = parent.document_id
            and child.grid_no = parent.grid_no
            and length(parent.hierarchy_code) < length(child.hierarchy_code)
            and starts_with(child.hierarchy_code, parent.hierarchy_code)
    group by child.document_id, child.grid_no, child.row_no, child.block_no

),

row_sum as (

    select
        total.document_id,
        'row_sum' as rule_id,
        concat_ws('|', total.grid_no, total.row_no, total.column_no) as instance,
        unnest(['lhs', 'rhs']) as side,
        unnest([total.column_no, part.column_no]) as column_no,
        total.grid_no,
        total.row_no,
        total.block_no
    from figure as total
    inner join {{ ref('int_column_part') }} as pair
        on
            total.document_id = pair.document_id
            and total.grid_no = pair.grid_no
            and total.column_no = pair.total_column_no
    inner join figure as part
        on
            total.document_id = part.document_id
            and total.grid_no = part.grid_no
            and total.row_no = part.row_no
            and total.block_no = part.block_no
            and pair.part_column_no = part.column_no

),

subject_sum as (

    select
        parent.document_id,
        'subject_sum' as rule_id,
        concat_ws('|', parent.grid_no, parent.row_no, parent.column_no) as instance,
        unnest(['lhs', 'rhs']) as side,
        unnest([parent.column_no, child.column_no]) as column_no,
        parent.grid_no,
        unnest([parent.row_no, child.row_no]) as row_no,
        unnest([parent.block_no, child.block_no]) as block_no
    from figure as child
    inner join parented
        on
            child.document_id = parented.document_id
            and child.grid_no = parented.grid_no
            and child.row_no = parented.row_no
            and child.block_no = parented.block_no
    inner join figure as parent
        on
            child.document_id = parent.document_id
            and child.grid_no = parent.grid_no
            and child.measure_code = parent.measure_code
            and child.side is not distinct from parent.side
            and parented.parent_code = parent.hierarchy_code

),

total_sum as (

    -- 合计 over the topmost lines of a code hierarchy, over projects, over the 三公 items
    select
        total.document_id,
        'total_sum' as rule_id,
        concat_ws('|', total.grid_no, total.row_no, total.column_no) as instance,
        unnest(['lhs', 'rhs']) as side,
        total.column_no,
        total.grid_no,
        unnest([total.row_no, child.row_no]) as row_no,
        unnest([total.block_no, child.block_no]) as block_no
    from figure as total
    inner join figure as child
        on
            total.document_id = child.document_id
            and total.grid_no = child.grid_no
            and total.column_no = child.column_no
            and not child.is_total_line
    left join parented
        on
            child.document_id = parented.document_id
            and child.grid_no = parented.grid_no
            and child.row_no = parented.row_no
            and child.block_no = parented.block_no
    left join {{ ref('line_item') }} as item on child.line_item_code = item.code
    where
        total.is_total_line
        and total.line_code = 'total'
        and total.line_dimension in ('subject', 'economic_class', 'project', 'item')
        and parented.parent_code is null
        and (
            child.line_dimension in ('subject', 'economic_class', 'project')
            or (item.family in ('three_public', 'procurement') and item.parent_code is null)
        )

),

item_sum as (

    select
        parent.document_id,
        'item_sum' as rule_id,
        concat_ws('|', parent.grid_no, parent.row_no, parent.column_no) as instance,
        unnest(['lhs', 'rhs']) as side,
        parent.column_no,
        parent.grid_no,
        unnest([parent.row_no, child.row_no]) as row_no,
        unnest([parent.block_no, child.block_no]) as block_no
    from figure as parent
    inner join figure as child
        on
            parent.document_id = child.document_id
            and parent.grid_no = child.grid_no
            and parent.column_no = child.column_no
    inner join {{ ref('line_item') }} as item on child.line_item_code = item.code
    where parent.line_dimension = 'item' and parent.line_item_code = item.parent_code

),

balance_sum as (

    select
        parent.document_id,
        'balance_sum' as rule_id,
        concat_ws('|', parent.grid_no, parent.row_no, parent.column_no) as instance,
        unnest(['lhs', 'rhs']) as side,
        parent.column_no,
        parent.grid_no,
        unnest([parent.row_no, child.row_no]) as row_no,
        unnest([parent.block_no, child.block_no]) as block_no
    from figure as parent
    inner join figure as child
        on
            parent.document_id = child.document_id
            and parent.grid_no = child.grid_no
            and parent.column_no = child.column_no
            and parent.block_no = child.block_no
            and parent.row_no = child.parent_row_no

),

side_total as (

    select
        total.document_id,
        'side_total' as rule_id,
        concat_ws('|', total.grid_no, total.row_no, total.column_no) as instance,
        unnest(['lhs', 'rhs']) as side,
        total.column_no,
        total.grid_no,
        unnest([total.row_no, child.row_no]) as row_no,
        unnest([total.block_no, child.block_no]) as block_no
    from figure as total
    inner join figure as child
        on
            total.document_id = child.document_id
            and total.grid_no = child.grid_no
            and total.column_no = child.column_no
            and total.block_no = child.block_no
            and total.row_no > child.row_no
    where
        total.line_dimension = 'summary'
        and total.line_code in ('income_total', 'expenditure_total')
        and not child.is_total_line
        and child.parent_row_no is null
        and coalesce(child.line_code, '') not in ('opening', 'closing')

),

grand_total as (

    select
        total.document_id,
        'grand_total' as rule_id,
        concat_ws('|', total.grid_no, total.row_no, total.column_no) as instance,
        unnest(['lhs', 'rhs']) as side,
        total.column_no,
        total.grid_no,
        unnest([total.row_no, part.row_no]) as row_no,
        unnest([total.block_no, part.block_no]) as block_no
    from figure as total
    inner join figure as part
        on
            total.document_id = part.document_id
            and total.grid_no = part.grid_no
            and total.column_no = part.column_no
            and total.block_no = part.block_no
    where
        total.line_dimension = 'summary'
        and total.line_code in ('grand_total', 'income_grand_total', 'expenditure_grand_total')
        and part.line_code in ('income_total', 'expenditure_total', 'opening', 'closing')
        -- carry-over is already in the year's expenditure where the two are columns of their own
        and not (
            part.line_code = 'opening'
            and total.side = 'expenditure'
        )

),

two_sides as (

    select
        income.document_id,
        'two_sides' as rule_id,
        concat_ws('|', income.grid_no, income.row_no, income.column_no) as instance,
        unnest(['lhs', 'rhs']) as side,
        unnest([income.column_no, expenditure.column_no]) as column_no,
        income.grid_no,
        unnest([income.row_no, expenditure.row_no]) as row_no,
        unnest([income.block_no, expenditure.block_no]) as block_no
    from figure as income
    inner join figure as expenditure
        on
            income.document_id = expenditure.document_id
            and income.grid_no = expenditure.grid_no
            and income.row_no = expenditure.row_no
            and income.block_no != expenditure.block_no
    where
        income.line_dimension = 'summary'
        and income.line_code in ('grand_total', 'income_grand_total')
        and expenditure.line_code in ('grand_total', 'expenditure_grand_total')
        and income.side = 'income'
        and expenditure.side = 'expenditure'
        and income.measure_code = 'total'
        and expenditure.measure_code = 'total'

),

term as (

    select * from row_sum
    union
    select * from subject_sum
    union
    select * from total_sum
    union
    select * from item_sum
    union
    select * from balance_sum
    union
    select * from side_total
    union
    select * from grand_total
    union
    select * from two_sides

)

select
    term.document_id,
    term.rule_id,
    concat(term.rule_id, '|', term.instance) as identity_code,
    term.side,
    figure.form_code,
    figure.line_code,
    figure.measure_code,
    term.grid_no,
    term.row_no,
    term.column_no,
    figure.line_no,
    figure.amount_yuan,
    figure.is_printed,
    figure.yuan_per_unit
from term
inner join figure
    on
        term.document_id = figure.document_id
        and term.grid_no = figure.grid_no
        and term.row_no = figure.row_no
        and term.block_no = figure.block_no
        and term.column_no = figure.column_no
