{{ config(materialized='ephemeral') }}

-- Whose spending is unlike that of its like: units of other places with the same name after that of
-- the place (财政局, 人民检察院), of the same level, year and phase. The share of a class must lie
-- apart from that of every one of them, which is harder than apart from their mean. One class of a
-- unit is told, the one furthest apart: where one share is high, another is low.
{%- set fewest = 10 %}
{%- set points = 20 %}
{%- set large = 1000000 %}
with

doubted as (
    {{ doubted_lines() }}
),

spent as (

    select
        地区,
        层级,
        单位,
        年度,
        年度日期,
        阶段,
        类编码,
        any_value(类) as class_name,
        sum(金额_元)::decimal(18, 2) as amount_yuan,
        any_value(文件路径) as source_path,
        count(distinct 文件路径) as path_count,
        min(行) as line_no
    from {{ ref('expenditure_by_subject_detail') }}
    where 类编码 is not null
    group by all

),

shared as (

    -- 上海市普陀区人民政府办公室 is a 人民政府办公室
    select
        *,
        substr(单位, strpos(单位, 地区) + length(地区)) as body_kind,
        try_cast(
            amount_yuan * 100 / nullif(sum(amount_yuan) over body, 0) as decimal(9, 2)
        ) as share
    from spent
    where contains(单位, 地区) and not ends_with(单位, 地区)
    window body as (partition by 地区, 层级, 单位, 年度, 阶段)

),

alike as (

    select
        层级,
        年度,
        阶段,
        body_kind,
        count(distinct 地区) as unit_count
    from shared
    group by all
    having unit_count > {{ fewest }}

),

ranked as (

    select
        shared.*,
        alike.unit_count,
        list(shared.share) over class as shares
    from shared
    inner join alike using (层级, 年度, 阶段, body_kind)
    window class as (
        partition by
            shared.层级, shared.年度, shared.阶段, shared.body_kind, shared.类编码
    )

),

apart as (

    -- who spends nothing on a class has no line of it, and counts as nothing
    select
        *,
        list_sort(
            list_concat(
                shares, list_transform(range(unit_count - len(shares)), lambda n: 0::decimal(9, 2))
            )
        ) as sorted_shares,
        share = sorted_shares[-1] as is_highest,
        greatest(share - sorted_shares[-2], sorted_shares[2] - share) as gap
    from ranked

)

select
    apart.地区,
    apart.层级,
    apart.单位,
    apart.年度,
    apart.年度日期,
    apart.阶段,
    '科目远离同类单位' as kind,
    concat(
        apart.class_name, '占支出 ', apart.share, '%；', apart.unit_count - 1, ' 个同类单位占 ',
        if(apart.is_highest, apart.sorted_shares[1], apart.sorted_shares[2]), '% 至 ',
        if(apart.is_highest, apart.sorted_shares[-2], apart.sorted_shares[-1]), '%'
    ) as text,
    apart.amount_yuan,
    apart.source_path as 文件路径,
    apart.line_no,
    apart.类编码 as code
from apart
inner join {{ ref('current_document') }} as document
    on apart.source_path = document.source_path
where
    apart.path_count = 1
    and not document.is_recognised
    and apart.amount_yuan >= {{ large }}
    and apart.gap >= {{ points }}
    -- a share rests on all figures of the unit
    and apart.source_path not in (select doubted.source_path from doubted)
qualify row_number() over (
        partition by apart.地区, apart.层级, apart.单位, apart.年度, apart.阶段
        order by apart.gap desc, apart.类编码 asc
    ) = 1
