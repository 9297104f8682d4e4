with

statutory as (

    select
        grid.document_id,
        grid.grid_no,
        form.line_dimension
    from {{ ref('int_grid') }} as grid
    inner join {{ ref('form') }} as form on grid.form_code = form.form_code

),

label as (

    select
        cell.document_id,
        cell.grid_no,
        cell.row_no,
        cell.block_no,
        cell.column_no,
        cell.line_no,
        cell.text,
        statutory.line_dimension,
        regexp_matches(cell.header_path, '政府.{0,6}经济') as is_government_class,
        regexp_full_match({{ normalise_text('cell.text') }}, '\d{2,9}') as is_code
    from {{ ref('stg_cell') }} as cell
    inner join statutory
        on cell.document_id = statutory.document_id and cell.grid_no = statutory.grid_no
    where cell.role = 'body' and cell.column_kind = 'label'

),

labelled as (

    select
        document_id,
        grid_no,
        row_no,
        block_no,
        any_value(line_no) as line_no,
        any_value(line_dimension) as line_dimension,
        list({{ normalise_text('text') }} order by column_no)
            filter (where is_code and not is_government_class) as codes,
        list({{ normalise_text('text') }} order by column_no)
            filter (where is_code and is_government_class) as government_codes,
        last(text order by column_no) filter (where not is_code and not is_government_class)
            as name_text,
        last(text order by column_no) filter (where not is_code and is_government_class)
            as government_name_text,
        first(text order by column_no) as first_text
    from label
    group by document_id, grid_no, row_no, block_no

),

coded as (

    -- 类 | 款 | 项 in columns of their own: whole codes (201, 20103, …) or their parts (201, 03, …)
    select
        * exclude (codes, government_codes, name_text, first_text),
        coalesce(name_text, first_text) as printed_label,
        case
            when codes is null then null
            when starts_with(codes[-1], codes[1]) then codes[-1]
            else array_to_string(codes, '')
        end as printed_code,
        government_codes[-1] as printed_government_code
    from labelled

),

split as (

    -- code and name in one cell: `2010301 行政运行`
    select
        * exclude (printed_code),
        coalesce(
            printed_code,
            case
                when line_dimension in ('subject', 'economic_class')
                    then nullif(
                        regexp_extract(
                            trim(printed_label), '^(\d{3}(?:\d\d){0,2})[\s　]*[^\d年\s.,]', 1
                        ),
                        ''
                    )
            end
        ) as code
    from coded

),

term as (

    select distinct
        printed_label,
        line_dimension
    from split

),

matched as (

    select
        term.printed_label,
        term.line_dimension,
        dictionary.attribute,
        dictionary.value
    from term
    inner join {{ ref('term') }} as dictionary
        on
            dictionary.scope in ('any', 'label')
            -- a subject or a project may be called anything: there only totals are words of ours
            and (
                dictionary.attribute in ('total', 'total_code')
                or term.line_dimension in ('summary', 'item')
            )
            and (dictionary.attribute != 'quantity' or term.line_dimension = 'item')
            and (dictionary.attribute != 'item' or term.line_dimension = 'item')
            and regexp_matches({{ normalise_term('term.printed_label') }}, dictionary.pattern)
            and not regexp_matches(
                {{ normalise_term('term.printed_label') }}, coalesce(dictionary.exclusion, '^$')
            )
    qualify row_number() over (
        partition by term.printed_label, term.line_dimension, dictionary.attribute
        order by dictionary.precedence
    ) = 1

),

meaning as (

    select
        printed_label,
        line_dimension,
        max(value) filter (where attribute = 'fund') as fund_code,
        max(value) filter (where attribute = 'flow') as flow,
        max(value) filter (where attribute = 'item') as line_item_code,
        max(value) filter (where attribute = 'total_code') as total_code,
        coalesce(bool_or(attribute = 'total'), false) as is_total,
        coalesce(bool_or(attribute = 'carryover'), false) as is_carryover,
        coalesce(bool_or(attribute = 'quantity'), false) as is_quantity
    from matched
    group by printed_label, line_dimension

),

described as (

    select
        split.document_id,
        split.grid_no,
        split.row_no,
        split.block_no,
        split.line_no,
        split.line_dimension,
        split.printed_label,
        split.code,
        split.government_name_text,
        split.printed_government_code,
        meaning.fund_code,
        meaning.flow,
        meaning.line_item_code,
        meaning.total_code,
        -- a unit's name above its projects heads them: it is their total, printed as a line
        coalesce(meaning.is_total, false)
        or (
            split.line_dimension in ('project', 'unit')
            and {{ normalise_text('split.printed_label') }} = document.unit_name
            and split.line_dimension = 'project'
        ) as is_total,
        coalesce(meaning.is_carryover, false) as is_carryover,
        coalesce(meaning.is_quantity, false) as is_quantity
    from split
    inner join {{ ref('int_document') }} as document on split.document_id = document.document_id
    left join meaning
        on
            split.printed_label = meaning.printed_label
            and split.line_dimension = meaning.line_dimension

),

sectioned as (

    -- 上年财政拨款结转 is followed by its split over the budgets, until the next total
    select
        *,
        last(
            case
                when line_dimension != 'summary' then null
                when is_total then false
                when flow in ('opening', 'closing') then true
            end
            ignore nulls
        ) over (
            partition by document_id, grid_no, block_no
            order by row_no
            rows between unbounded preceding and 1 preceding
        ) as follows_balance,
        last(case when line_dimension = 'summary' and not is_total then flow end ignore nulls) over (
            partition by document_id, grid_no, block_no
            order by row_no
            rows between unbounded preceding and 1 preceding
        ) as balance_flow,
        last(
            case when line_dimension = 'summary' and flow is not null then row_no end ignore nulls
        ) over (
            partition by document_id, grid_no, block_no
            order by row_no
            rows between unbounded preceding and 1 preceding
        ) as balance_row_no
    from described

)

select
    document_id,
    grid_no,
    row_no,
    block_no,
    line_no,
    line_dimension,
    printed_label,
    code,
    government_name_text as printed_government_label,
    printed_government_code,
    fund_code,
    case
        when coalesce(follows_balance, false) and fund_code is not null then balance_flow else flow
    end as flow,
    case
        when coalesce(follows_balance, false) and fund_code is not null then balance_row_no
    end as parent_row_no,
    line_item_code,
    case when is_total then coalesce(total_code, 'total') end as total_code,
    is_total,
    is_carryover
    or (coalesce(follows_balance, false) and fund_code is not null and balance_flow = 'opening')
        as is_carryover,
    is_quantity
from sectioned
