{{ config(materialized='ephemeral') }}

with

filled as (

    -- under 类 | 款 | 项 a line may print its own part only: the others stand above
    select
        *,
        last(class_part ignore nulls) over preceding_rows as open_class,
        last(group_part ignore nulls) over preceding_rows as open_group
    from {{ ref('int_row_label') }}
    window preceding_rows as (
        partition by document_id, grid_no, block_no
        order by row_no
        rows between unbounded preceding and current row
    )

),

padded as (

    -- a spreadsheet loses the zeros of 208 | 05 | 05
    select
        * exclude (group_part, item_part, open_group, codes),
        if(
            len(list_filter(codes, lambda code: length(code) = 1)) > 0,
            array_to_string(codes, ' '),
            null
        ) as short_code,
        lpad(group_part, 2, '0') as group_part,
        lpad(item_part, 2, '0') as item_part,
        lpad(open_group, 2, '0') as open_group,
        list_transform(
            codes, lambda code: if(length(code) = 1, concat('0', code), code)
        ) as codes
    from filled

),

coded as (

    select
        * exclude (
            codes, class_part, group_part, item_part, open_class, open_group, government_codes,
            name_text, first_text
        ),
        coalesce(name_text, first_text) as printed_label,
        -- what stands left of the name: 财政专户管理资金 | 小计, whose parts follow below 小计
        if(line_dimension = 'summary' and first_text != name_text, first_text, null) as group_label,
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
    from padded

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

)

-- a name broken over two rows: the first has the code, the second the figures
select
    document_id,
    grid_no,
    row_no,
    block_no,
    line_no,
    line_dimension,
    depth,
    short_code,
    government_name_text,
    printed_government_code,
    group_label,
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
