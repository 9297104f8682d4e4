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
        string_split(cell.header_path, ' / ')[-1] as leaf_header,
        regexp_matches(cell.header_path, '政府.{0,6}经济') as is_government_class,
        -- beside the name of a subject or project: whose it is, and of what sort
        regexp_full_match(
            string_split(cell.header_path, ' / ')[-1],
            '(?:项目|预算|主管|所属)?(?:单位|部门)(?:编码|代码|名称)?|.*(?:类型|类别|性质|属性)'
        ) as is_aside,
        regexp_full_match({{ normalise_text('cell.text') }}, '\d{2,9}') as is_code
    from {{ ref('stg_cell') }} as cell
    inner join statutory
        on cell.document_id = statutory.document_id and cell.grid_no = statutory.grid_no
    where cell.role = 'body' and cell.column_kind = 'label'

),

figured as (

    select distinct
        document_id,
        grid_no,
        row_no,
        block_no
    from {{ ref('stg_cell') }}
    where
        role = 'body' and column_kind = 'measure' and {{ parse_amount('text') }} is not null

),

labelled as (

    select
        label.document_id,
        label.grid_no,
        label.row_no,
        label.block_no,
        any_value(label.line_no) as line_no,
        any_value(label.line_dimension) as line_dimension,
        list({{ normalise_text('label.text') }} order by label.column_no) filter (
            where label.is_code and not label.is_government_class and not label.is_aside
        ) as codes,
        any_value({{ normalise_text('label.text') }}) filter (
            where label.is_code and label.leaf_header = '类'
        ) as class_part,
        any_value({{ normalise_text('label.text') }}) filter (
            where label.is_code and label.leaf_header = '款'
        ) as group_part,
        any_value({{ normalise_text('label.text') }}) filter (
            where label.is_code and label.leaf_header = '项'
        ) as item_part,
        list({{ normalise_text('label.text') }} order by label.column_no) filter (
            where label.is_code and label.is_government_class
        ) as government_codes,
        last(label.text order by label.column_no) filter (
            where not label.is_code and not label.is_government_class and not label.is_aside
        ) as name_text,
        last(label.text order by label.column_no) filter (
            where not label.is_code and label.is_government_class
        ) as government_name_text,
        first(label.text order by label.is_aside, label.column_no) as first_text,
        bool_or(figured.row_no is not null) as has_figure
    from label
    left join figured
        on
            label.document_id = figured.document_id
            and label.grid_no = figured.grid_no
            and label.row_no = figured.row_no
            and label.block_no = figured.block_no
    group by label.document_id, label.grid_no, label.row_no, label.block_no

),

filled as (

    -- under 类 | 款 | 项 a line may print its own part only: the others stand above
    select
        *,
        last(class_part ignore nulls) over preceding_rows as open_class,
        last(group_part ignore nulls) over preceding_rows as open_group
    from labelled
    window preceding_rows as (
        partition by document_id, grid_no, block_no
        order by row_no
        rows between unbounded preceding and current row
    )

),

coded as (

    select
        * exclude (
            codes, class_part, group_part, item_part, open_class, open_group, government_codes,
            name_text, first_text
        ),
        coalesce(name_text, first_text) as printed_label,
        case
            when codes is null then null
            when length(codes[-1]) in (5, 7, 9) or length(codes) > 1
                then
                    case
                        when starts_with(codes[-1], codes[1]) then codes[-1]
                        else array_to_string(codes, '')
                    end
            when item_part is not null then concat(open_class, open_group, item_part)
            when group_part is not null then concat(open_class, group_part)
            else codes[-1]
        end as printed_code,
        government_codes[-1] as printed_government_code
    from filled

),

split as (

    -- code and name in one cell: `2010301 行政运行`, `[201]一般公共服务支出`
    select
        * exclude (printed_code),
        coalesce(
            printed_code,
            case
                when line_dimension in ('subject', 'economic_class', 'summary')
                    then nullif(
                            regexp_extract(
                                trim(printed_label),
                                '^[\[(（【]?(\d{3}(?:\d\d){0,2})[\])）】]?[\s　\-—.、]*[^\d年\s.,、\-—]',
                                1
                            ),
                            ''
                        )
            end
        ) as code
    from coded

),

wrapped as (

    -- a name broken over two rows: the first has the code, the second the figures
    select
        * exclude (code, printed_label),
        case
            when
                code is null
                and has_figure
                and line_dimension = 'subject'
                and not regexp_matches(printed_label, '[合总小]\s*计')
                and lag(code) over earlier is not null
                and not lag(has_figure) over earlier
                and length(lag(printed_label) over earlier) >= 6
                then lag(code) over earlier
            else code
        end as code,
        printed_label
    from split
    window earlier as (partition by document_id, grid_no, block_no order by row_no)

),

term as (

    select distinct
        printed_label,
        line_dimension
    from wrapped

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
            and {{ matches(normalise_term('term.printed_label'), 'dictionary') }}
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
        wrapped.document_id,
        wrapped.grid_no,
        wrapped.row_no,
        wrapped.block_no,
        wrapped.line_no,
        wrapped.line_dimension,
        wrapped.printed_label,
        wrapped.code,
        wrapped.government_name_text,
        wrapped.printed_government_code,
        meaning.fund_code,
        meaning.flow,
        meaning.line_item_code,
        meaning.total_code,
        -- the unit's own name heads its lines: it is their total, printed as a line
        coalesce(meaning.is_total, false)
        or (
            wrapped.line_dimension in ('project', 'subject', 'economic_class')
            and {{ normalise_text('wrapped.printed_label') }} = document.unit_name
        )
        or (
            wrapped.line_dimension = 'item'
            and meaning.line_item_code is null
            and regexp_matches({{ normalise_text('wrapped.printed_label') }}, '^其中')
        ) as is_total,
        coalesce(meaning.is_carryover, false) as is_carryover,
        coalesce(meaning.is_quantity, false) as is_quantity
    from wrapped
    inner join {{ ref('int_document') }} as document on wrapped.document_id = document.document_id
    left join meaning
        on
            wrapped.printed_label = meaning.printed_label
            and wrapped.line_dimension = meaning.line_dimension

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
        ) over earlier as follows_balance,
        last(case when line_dimension = 'summary' and not is_total then flow end ignore nulls)
            over earlier as balance_flow,
        last(
            case when line_dimension = 'summary' and flow is not null then row_no end ignore nulls
        ) over earlier as balance_row_no
    from described
    window earlier as (
        partition by document_id, grid_no, block_no
        order by row_no
        rows between unbounded preceding and 1 preceding
    )

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
    case
        when is_total and regexp_matches({{ normalise_text('printed_label') }}, '^其中')
            then 'of_which'
        when is_total then coalesce(total_code, 'total')
    end as total_code,
    is_total,
    is_carryover
    or (coalesce(follows_balance, false) and fund_code is not null and balance_flow = 'opening')
        as is_carryover,
    is_quantity
from sectioned
