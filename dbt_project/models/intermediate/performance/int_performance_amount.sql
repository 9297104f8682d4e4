with

cell as (

    -- labels and figures of the forms' money rows; a label's own cell may hold its figure
    select
        cell.document_id,
        form.form_no,
        form.form_scope,
        cell.line_no,
        cell.column_no,
        cell.attribute,
        cell.value,
        cell.text,
        cell.printed_text,
        cell.rest,
        case
            when cell.attribute is null and cell.owner in ('fund', 'total', 'kind')
                then {{ normalise_text('cell.text') }}
            when cell.attribute in ('fund', 'total') then cell.rest
        end as figure
    from {{ ref('int_performance_cell') }} as cell
    inner join {{ ref('int_performance_line') }} as line
        on cell.document_id = line.document_id and cell.line_no = line.line_no
    inner join {{ ref('int_performance_form') }} as form
        on line.document_id = form.document_id and line.form_no = form.form_no
    where
        cell.attribute in ('fund', 'total', 'kind', 'measure', 'money_unit')
        or (cell.attribute is null and cell.owner in ('fund', 'total', 'kind'))

),

ordered as (

    select
        *,
        count(*) filter (where attribute in ('fund', 'total', 'kind')) over reading as label_no,
        count(*) filter (where attribute in ('fund', 'total', 'kind')) over (
            partition by document_id, form_no, line_no order by column_no
        ) as label_rank,
        last(
            case
                when attribute in ('money_unit', 'measure')
                    then
                        nullif(
                            regexp_extract({{ normalise_text('text') }}, '([亿百千万]{0,2}元)', 1), ''
                        )
            end
            ignore nulls
        ) over reading as unit_before
    from cell
    window reading as (partition by document_id, form_no order by line_no, column_no)

),

label as (

    select
        document_id,
        form_no,
        label_no,
        attribute,
        value,
        text,
        label_rank
    from ordered
    where attribute in ('fund', 'total', 'kind')

),

form as (

    -- which sides the form states, in the order of its columns; what its headers count
    select
        document_id,
        form_no,
        list(value order by line_no, column_no) filter (
            where attribute = 'total' and value != 'form'
        ) as sides,
        list(value order by line_no, column_no) filter (where attribute = 'measure') as measures,
        first(unit_before order by line_no, column_no) filter (where unit_before is not null)
            as first_unit,
        bool_or(attribute = 'fund') as has_source
    from ordered
    group by document_id, form_no

),

figure as (

    select
        ordered.document_id,
        ordered.form_no,
        ordered.form_scope,
        ordered.line_no,
        ordered.column_no,
        ordered.unit_before,
        -- a figure in its label's cell, as printed there
        case
            when ordered.attribute is null then ordered.printed_text
            else
                regexp_extract(
                    ordered.printed_text,
                    '([-\d０-９][\d０-９,，.． 　]*[\d０-９]|[\d０-９])[^\d０-９]*$',
                    1
                )
        end as printed_amount,
        nullif(regexp_extract(ordered.figure, '([亿百千万]{0,2}元)$', 1), '') as own_unit,
        {{ parse_amount("regexp_replace(ordered.figure, '[亿百千万]{0,2}元$', '')") }} as amount,
        label.attribute,
        label.value,
        label.text as printed_label,
        label.label_rank,
        row_number() over (
            partition by ordered.document_id, ordered.form_no, ordered.label_no
            order by ordered.line_no, ordered.column_no
        ) as figure_rank
    from ordered
    inner join label
        on
            ordered.document_id = label.document_id
            and ordered.form_no = label.form_no
            and ordered.label_no = label.label_no
    where
        ordered.figure is not null
        -- the broken end of a label (财政资 | 金) is no figure
        and regexp_matches(ordered.figure, '\d')

),

announced as (

    -- （单位：万元） over a form that begins at its 项目名称 row
    select
        form.document_id,
        form.form_no,
        first(
            regexp_extract({{ normalise_text('line.text') }}, '([亿百千万]{0,2}元)', 1)
            order by line.line_no desc
        ) as unit
    from {{ ref('int_performance_form') }} as form
    inner join {{ ref('stg_line') }} as line
        on
            form.document_id = line.document_id
            and line.line_no between form.first_line_no - 4 and form.first_line_no - 1
    where
        contains(line.text, '单')
        and regexp_full_match(
            {{ normalise_text('line.text') }},
            '\(?(?:金额)?单位:(?:人民币)?[亿百千万]{0,2}元\)?'
        )
    group by form.document_id, form.form_no

),

placed as (

    select
        figure.*,
        case
            when figure.attribute = 'total' and figure.value != 'form' then figure.value
            when figure.form_scope = 'department'
                then coalesce(form.measures[figure.figure_rank], 'annual')
            else coalesce(form.sides[figure.label_rank], form.sides[-1], 'annual')
        end as side,
        case
            when figure.attribute = 'fund' then 'source'
            when figure.attribute = 'kind' then 'kind'
            when
                figure.form_scope = 'department'
                and (figure.label_rank > 1 or not form.has_source)
                then 'kind'
            else 'source'
        end as breakdown,
        coalesce(
            figure.own_unit, figure.unit_before, form.first_unit, announced.unit
        ) as printed_unit,
        form.measures
    from figure
    inner join form
        on figure.document_id = form.document_id and figure.form_no = form.form_no
    left join announced
        on figure.document_id = announced.document_id and figure.form_no = announced.form_no

)

select
    document_id,
    form_no,
    line_no,
    column_no,
    attribute = 'total' as is_total,
    breakdown,
    case when attribute != 'total' then value end as part_code,
    side,
    regexp_replace(printed_label, '[:：]?\s*[\d,.]+\D*$', '') as printed_label,
    printed_amount,
    printed_unit,
    amount,
    try_cast(amount * {{ yuan_per('printed_unit') }} as decimal(18, 2)) as amount_yuan,
    {{ yuan_per('printed_unit') }} as yuan_per_unit
from placed
-- behind one label stands one figure, or one under each header of a table
where figure_rank <= greatest(coalesce(length(measures), 0), 1)
