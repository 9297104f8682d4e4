with

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
    from {{ ref('int_performance_money_cell') }}
    group by document_id, form_no

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
    from {{ ref('int_performance_figure') }} as figure
    inner join form using (document_id, form_no)
    left join announced using (document_id, form_no)

),

repeated as (

    -- A total printed again where a page breaks, and what follows it, states nothing new. Behind
    -- one label stands one figure, or one under each header of a table.
    select
        *,
        count(*) filter (where attribute = 'total') over (
            partition by document_id, form_no, side, breakdown order by line_no, column_no
        ) as total_no
    from placed
    where figure_rank <= greatest(coalesce(length(measures), 0), 1)
    qualify
        total_no <= 1
        or row_number() over (
            partition by document_id, form_no, side, breakdown, attribute, value, amount
            order by line_no, column_no
        ) = 1

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
    -- of two totals that contradict each other the first speaks, and the other is not understood
    case
        when attribute != 'total' or total_no = 1
            then {{ to_yuan('amount', yuan_per('printed_unit')) }}
    end as amount_yuan,
    {{ yuan_per('printed_unit') }} as yuan_per_unit
from repeated
