with

form as (

    select
        form.document_id,
        form.form_no,
        form.form_scope,
        form.first_line_no,
        coalesce(form.project_name, form.title) as name,
        match.project_key,
        match.statement_code,
        match.project_amount_yuan,
        coalesce(match.is_repeated, false) as is_repeated,
        match.first_form_no
    from {{ ref('int_performance_form') }} as form
    left join {{ ref('int_performance_match') }} as match
        on form.document_id = match.document_id and form.form_no = match.form_no

),

cell as (

    -- the cells of the landed tables, counted along their lines
    select
        document_id,
        grid_no,
        row_no,
        column_no,
        line_no,
        row_number() over (partition by document_id, line_no order by column_no) as cell_rank
    from {{ ref('stg_cell') }}
    where role in ('header', 'body')

),

placed as (

    select
        amount.document_id,
        amount.form_no,
        amount.is_total,
        amount.breakdown,
        amount.part_code,
        amount.side as amount_side,
        amount.amount,
        amount.amount_yuan,
        amount.yuan_per_unit,
        amount.line_no,
        form.form_scope,
        form.first_line_no,
        form.name,
        form.project_key,
        form.statement_code,
        form.project_amount_yuan,
        form.is_repeated,
        form.first_form_no,
        cell.grid_no,
        cell.row_no,
        cell.column_no
    from {{ ref('int_performance_amount') }} as amount
    inner join form on amount.document_id = form.document_id and amount.form_no = form.form_no
    inner join {{ ref('stg_line') }} as line
        on amount.document_id = line.document_id and amount.line_no = line.line_no
    left join cell
        on
            amount.document_id = cell.document_id
            and amount.line_no = cell.line_no
            and cell.cell_rank = length(list_filter(
                string_split(line.text, chr(9))[:amount.column_no],
                lambda text: trim(text) != ''
            ))
    where amount.amount_yuan is not null

),

project_cell as (

    -- the leaves of a project line, with their cells
    select
        line.document_id,
        line.project_key,
        line.statement_code,
        figure.form_code,
        figure.grid_no,
        figure.row_no,
        figure.column_no,
        line.line_no,
        line.amount_yuan,
        figure.yuan_per_unit
    from {{ ref('int_keyed_amount') }} as line
    inner join {{ ref('int_figure') }} as figure
        on
            line.document_id = figure.document_id
            and line.grid_no = figure.grid_no
            and line.line_no = figure.line_no
            and line.column_no = figure.column_no
    where line.is_leaf and line.statement_code in ('project_current', 'project_carryover')

),

project_total as (

    select
        document_id,
        {{ sum_yuan() }} as amount_yuan
    from project_cell
    group by document_id

),

term as (

    -- each part and the total it belongs to, by side and breakdown
    select
        concat(
            'performance_',
            case
                when part.form_scope = 'department' and part.breakdown = 'kind'
                    then 'department_kind'
                else concat(part.amount_side, '_fund')
            end
        ) as rule_id,
        concat_ws('|', part.amount_side, part.breakdown) as instance,
        if(part.is_total, 'lhs', 'rhs') as side,
        part.*
    from placed as part
    where
        exists (
            select 1
            from placed as total
            where
                total.document_id = part.document_id
                and total.form_no = part.form_no
                and total.is_total
                and total.amount_side = part.amount_side
                and total.breakdown = part.breakdown
        )
    union all by name
    select
        'performance_department_total' as rule_id,
        '' as instance,
        if(total.breakdown = 'source', 'lhs', 'rhs') as side,
        total.*
    from placed as total
    where
        total.form_scope = 'department'
        and total.is_total
        and total.amount_side = 'annual'
        and (
            select count(distinct other.breakdown)
            from placed as other
            where
                other.document_id = total.document_id
                and other.form_no = total.form_no
                and other.is_total
                and other.amount_side = 'annual'
        ) = 2
    union all by name
    select
        'performance_annual_project' as rule_id,
        '' as instance,
        'lhs' as side,
        total.*
    from placed as total
    where
        total.is_total
        and total.amount_side = 'annual'
        and not total.is_repeated
        and total.project_amount_yuan is not null
    union all by name
    -- the same figure in the unit of money that its project line, or the document's total, allows
    select
        'performance_unit' as rule_id,
        '' as instance,
        unnest(['lhs', 'rhs']) as side,
        total.* exclude (amount_yuan),
        unnest([
            total.amount_yuan,
            case
                when abs(total.amount_yuan - total.project_amount_yuan) <= 0.005 * 10001
                    then total.amount_yuan
                when abs(total.amount - total.project_amount_yuan) <= 0.005 * 10001
                    then total.amount
                -- a number too large to be tens of thousands is none
                when
                    total.amount < 100000000000
                    and abs(
                        total.amount::decimal(26, 2) * 10000 - total.project_amount_yuan
                    ) <= 0.005 * 10001
                    then (total.amount::decimal(26, 2) * 10000)::decimal(18, 2)
                when
                    total.yuan_per_unit > 1
                    and total.amount_yuan > project_total.amount_yuan
                    and total.amount <= project_total.amount_yuan
                    then total.amount
                else total.amount_yuan
            end
        ])::decimal(18, 2) as amount_yuan
    from placed as total
    inner join project_total on total.document_id = project_total.document_id
    where total.is_total and total.amount_side = 'annual' and total.form_scope = 'project'
    union all by name
    select
        'performance_repeated' as rule_id,
        total.amount_side as instance,
        'lhs' as side,
        total.*
    from placed as total
    where total.is_total and total.first_form_no is not null
    union all by name
    select
        'performance_repeated' as rule_id,
        first_total.amount_side as instance,
        'rhs' as side,
        first_total.* exclude (form_no, first_line_no, name),
        repeated.form_no,
        repeated.first_line_no,
        repeated.name
    from placed as first_total
    inner join form as repeated
        on
            first_total.document_id = repeated.document_id
            and first_total.form_no = repeated.first_form_no
    where
        first_total.is_total
        and exists (
            select 1
            from placed as again
            where
                again.document_id = repeated.document_id
                and again.form_no = repeated.form_no
                and again.is_total
                and again.amount_side = first_total.amount_side
        )

),

compared as (

    select
        document_id,
        rule_id,
        concat_ws('|', rule_id, first_line_no, nullif(instance, '')) as identity_code,
        side,
        'performance_target' as form_code,
        name as line_code,
        coalesce(part_code, 'total') as measure_code,
        grid_no,
        row_no,
        column_no,
        line_no,
        amount_yuan,
        yuan_per_unit
    from term
    union all
    select
        form.document_id,
        form.rule_id,
        concat_ws('|', form.rule_id, form.first_line_no) as identity_code,
        'rhs' as side,
        project.form_code,
        form.name as line_code,
        'total' as measure_code,
        project.grid_no,
        project.row_no,
        project.column_no,
        project.line_no,
        project.amount_yuan,
        project.yuan_per_unit
    from term as form
    inner join project_cell as project
        on
            form.document_id = project.document_id
            and form.project_key = project.project_key
            and form.statement_code = project.statement_code
    where form.rule_id = 'performance_annual_project'
    union all
    -- what the department is to spend in the year is the income of the year
    select
        total.document_id,
        'performance_department_budget' as rule_id,
        concat_ws('|', 'performance_department_budget', total.first_line_no) as identity_code,
        'lhs' as side,
        'performance_target' as form_code,
        total.name as line_code,
        'total' as measure_code,
        total.grid_no,
        total.row_no,
        total.column_no,
        total.line_no,
        total.amount_yuan,
        total.yuan_per_unit
    from placed as total
    where total.form_scope = 'department' and total.is_total and total.amount_side = 'annual'
    qualify row_number() over (
            partition by total.document_id, total.form_no
            order by total.breakdown desc, total.line_no asc
        ) = 1
    union all
    select
        figure.document_id,
        'performance_department_budget' as rule_id,
        concat_ws('|', 'performance_department_budget', form.first_line_no) as identity_code,
        'rhs' as side,
        figure.form_code,
        form.name as line_code,
        figure.measure_code,
        figure.grid_no,
        figure.row_no,
        figure.column_no,
        figure.line_no,
        figure.amount_yuan,
        figure.yuan_per_unit
    from {{ ref('int_figure') }} as figure
    inner join form
        on figure.document_id = form.document_id and form.form_scope = 'department'
    where
        figure.form_code = 'budget_02'
        and figure.line_code = 'total'
        and figure.measure_code = 'total'
        and figure.is_printed
        and exists (
            select 1
            from placed
            where
                placed.document_id = form.document_id
                and placed.form_no = form.form_no
                and placed.is_total
                and placed.amount_side = 'annual'
        )
    qualify row_number() over (
            partition by figure.document_id, form.form_no order by figure.grid_no, figure.row_no
        ) = 1

),

stated_count as (

    -- the number of forms that a budget says it discloses or, where it does not, manages
    select
        claim.document_id,
        claim.line_no,
        claim.amount
    from {{ ref('int_narrative_claim') }} as claim
    inner join form on claim.document_id = form.document_id and form.form_scope = 'project'
    where
        claim.section_code = 'performance'
        and claim.claim_kind = 'count'
        and claim.topic_code in ('disclosed', 'managed')
    qualify row_number() over (
            partition by claim.document_id order by claim.topic_code, claim.figure_no
        ) = 1

),

counted as (

    select
        document_id,
        'lhs' as side,
        line_no,
        amount
    from stated_count
    union all
    select
        form.document_id,
        'rhs' as side,
        form.first_line_no as line_no,
        1 as amount
    from form
    semi join stated_count on form.document_id = stated_count.document_id
    where form.form_scope = 'project'

)

select
    document_id,
    rule_id,
    identity_code,
    side,
    form_code,
    line_code,
    measure_code,
    grid_no,
    row_no,
    column_no,
    line_no,
    amount_yuan,
    true as is_printed,
    yuan_per_unit,
    true as is_form_printed
from compared
union all
-- a count stands in amount_yuan as it is, and is not rounded
select
    document_id,
    'performance_project_count' as rule_id,
    'performance_project_count' as identity_code,
    side,
    'performance_target' as form_code,
    null as line_code,
    'count' as measure_code,
    null as grid_no,
    null as row_no,
    null as column_no,
    line_no,
    amount::decimal(18, 2) as amount_yuan,
    true as is_printed,
    null as yuan_per_unit,
    true as is_form_printed
from counted
