with

described as (

    select
        document_id,
        line.grid_no,
        line.row_no,
        line.block_no,
        line.line_no,
        line_dimension,
        printed_label,
        line.code,
        line.depth,
        line.short_code,
        line.government_name_text,
        line.printed_government_code,
        line.group_label,
        max(line.depth) over (partition by document_id, line.grid_no, line.block_no)
            as greatest_depth,
        whole.fund_code as group_fund_code,
        meaning.fund_code,
        meaning.expenditure_kind_code,
        meaning.flow,
        meaning.line_item_code,
        meaning.total_code,
        -- the unit's own name heads its lines: it is their total, printed as a line
        coalesce(meaning.is_total, false)
        or (
            line_dimension in ('project', 'subject', 'economic_class')
            and {{ normalise_text('printed_label') }} = document.unit_name
        )
        or (
            line_dimension = 'item'
            and meaning.line_item_code is null
            and regexp_matches({{ normalise_text('printed_label') }}, '^其中')
        ) as is_total,
        coalesce(meaning.is_carryover, false) as is_carryover,
        coalesce(meaning.is_quantity, false) as is_quantity
    from {{ ref('int_row_code') }} as line
    inner join {{ ref('int_document') }} as document using (document_id)
    left join {{ ref('int_label_meaning') }} as meaning using (printed_label, line_dimension)
    left join {{ ref('int_label_meaning') }} as whole
        on line.group_label = whole.printed_label and line.line_dimension = whole.line_dimension

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
        -- 财政专户管理资金 | 小计 is open until the next line that begins left of 小计
        last(
            case
                when group_label is not null or depth < greatest_depth
                    then struct_pack(fund_code := group_fund_code)
            end
            ignore nulls
        ) over until_here as open_group,
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
    ),
    until_here as (partition by document_id, grid_no, block_no order by row_no)

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
    depth,
    short_code,
    government_name_text as printed_government_label,
    printed_government_code,
    coalesce(
        fund_code,
        if(
            is_total or flow is not null or expenditure_kind_code is not null,
            null,
            open_group.fund_code
        )
    ) as fund_code,
    expenditure_kind_code,
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
