with

counted as (

    select
        document_id,
        report_no,
        grid_no,
        row_no,
        any_value(line_no) as line_no,
        -- a header is made of words that stand over columns, and of no numbers
        case
            when bool_or(coalesce(row_attribute = 'signature', false)) then 'signature'
            when bool_or(is_number or is_percentage) then 'body'
            when
                count(distinct indicator_attribute)
                >= greatest(2, count(distinct funds_attribute))
                then 'indicator'
            when count(distinct funds_attribute) >= 2 then 'funds'
            else 'body'
        end as row_kind,
        first(row_attribute order by column_no) as first_attribute
    from {{ ref('int_evaluation_cell') }}
    group by document_id, report_no, grid_no, row_no

),

opened as (

    select
        *,
        row_kind != 'body'
        and row_kind != coalesce(
            lag(row_kind) over (partition by document_id, report_no order by grid_no, row_no), ''
        ) as opens_section
    from counted

)

-- A table split by pages is one section: it goes on until the next header.
select
    document_id,
    report_no,
    grid_no,
    row_no,
    line_no,
    case when row_kind in ('funds', 'indicator') then 'header' else row_kind end as row_kind,
    first_attribute,
    (count(*) filter (where opens_section) over sections)::integer as section_no,
    last(case when opens_section then row_kind end ignore nulls) over sections as section_kind
from opened
window sections as (
    partition by document_id, report_no
    order by grid_no, row_no
    rows between unbounded preceding and current row
)
