with

label as (

    select
        document_id,
        grid_no,
        row_no,
        any_value(text) as fund_label
    from {{ ref('int_evaluation_placement') }}
    where section_kind = 'funds' and attribute = 'fund_source'
    group by document_id, grid_no, row_no

),

source as (

    select
        label.fund_label,
        term.attribute as fund_source_code
    from (select distinct fund_label from label) as label
    inner join {{ ref('evaluation_term') }} as term
        on
            term.scope = 'fund_source'
            and {{ matches(normalise_term('label.fund_label'), 'term') }}
    qualify row_number() over (
            partition by label.fund_label order by term.precedence
        ) = 1

),

figure as (

    select
        placement.document_id,
        placement.report_no,
        placement.grid_no,
        placement.row_no,
        placement.column_no,
        placement.line_no,
        trim(label.fund_label) as fund_label,
        coalesce(source.fund_source_code, 'unresolved') as fund_source_code,
        placement.attribute,
        placement.text as printed_text,
        {{ evaluation_number('placement.text') }} as number,
        case when placement.attribute not in ('rate', 'weight', 'score') then place.money_unit end
            as column_unit,
        grid.money_unit as grid_unit
    from {{ ref('int_evaluation_placement') }} as placement
    inner join {{ ref('int_evaluation_column') }} as place
        using (document_id, report_no, section_no, attribute)
    inner join label using (document_id, grid_no, row_no)
    left join source using (fund_label)
    left join {{ ref('int_grid') }} as grid using (document_id, grid_no)
    where
        placement.section_kind = 'funds'
        and placement.attribute not in ('fund_source', 'deviation')

),

line as (

    select
        document_id,
        report_no,
        grid_no,
        row_no,
        fund_label,
        bool_or(fund_source_code = 'total') as is_total,
        list((attribute, number) order by attribute) as numbers
    from figure
    group by document_id, report_no, grid_no, row_no, fund_label

),

repetition as (

    -- a total printed again where a page breaks, and what follows it
    select
        document_id,
        grid_no,
        row_no
    from line
    qualify
        count(*) filter (where is_total) over (
            partition by document_id, report_no order by grid_no, row_no
        ) > 1
        and row_number() over (
            partition by document_id, report_no, fund_label, numbers order by grid_no, row_no
        ) > 1

),

united as (

    select
        *,
        case
            when attribute not in ('rate', 'weight', 'score')
                then coalesce(column_unit, grid_unit)
        end as printed_unit
    from figure
    anti join repetition using (document_id, grid_no, row_no)
    where {{ is_evaluation_number('attribute', 'number') }}

)

select
    document_id,
    report_no,
    grid_no,
    row_no,
    column_no,
    line_no,
    fund_label,
    fund_source_code,
    attribute,
    printed_text,
    printed_unit,
    number,
    {{ yuan_per('printed_unit') }} as yuan_per_unit,
    {{ to_yuan('number', yuan_per('printed_unit')) }} as amount_yuan
from united
