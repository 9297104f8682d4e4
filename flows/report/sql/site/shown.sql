-- Under which name a unit stands on the page: its own, or that of all the others.
create or replace temp table shown as
with

detail as (
    select
        地区,
        层级,
        单位,
        0::decimal(18, 2) as amount,
        1 as row_count
    from bi.支出_按科目
    union all by name
    select
        地区,
        层级,
        单位,
        1 as row_count
    from bi.支出_按经济分类
    union all by name
    select
        地区,
        层级,
        单位
    from bi.收入_按来源
    union all by name
    select
        地区,
        层级,
        单位
    from bi.三公经费
    union all by name
    select
        地区,
        层级,
        单位
    from bi.预算与决算对照
    union all by name
    select
        地区,
        层级,
        单位,
        支出_元 as amount
    from bi.各单位收支
),

unit as (
    select
        地区,
        层级,
        单位,
        coalesce(sum(amount), 0) as amount,
        coalesce(sum(row_count), 0) as row_count
    from detail
    group by all
),

ordered as (
    select
        地区,
        -- what a province publishes is not what is spent in it
        if(
            层级 in ('省级', '市级', '省级开发区', '市级开发区'),
            concat(地区, '（', 层级, '）'),
            地区
        ) as place,
        单位,
        sum(row_count) over (order by amount desc, 地区 asc, 单位 asc) <= $1 as is_named
    from unit
)

select
    地区 as county,
    单位 as unit,
    is_named,
    if(is_named, place, '其余地区') as 地区,
    if(is_named, 单位, '其余单位') as 单位
from ordered
