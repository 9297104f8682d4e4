{{ config(materialized='table') }}

with

official as (

    select
        code,
        name
    from {{ ref('functional_class') }}
    union all
    select
        code,
        name
    from {{ ref('revenue_class') }}

),

printed as (

    select
        code,
        name
    from {{ ref('int_subject_name') }}
    qualify row_number() over (partition by code order by fiscal_year desc) = 1

),

ancestor as (

    -- a 款 or 类 that no document prints is still the parent of what is printed
    select distinct left(line.subject_code, size) as code
    from {{ ref('int_line') }} as line, unnest([3, 5, 7]) as level (size)
    where length(line.subject_code) >= size
    union
    select code from official

),

named as (

    select
        ancestor.code,
        coalesce(official.name, printed.name) as name
    from ancestor
    left join official on ancestor.code = official.code
    left join printed on ancestor.code = printed.code

)

select
    {{ surrogate_key(["'subject'", 'named.code']) }} as subject_key,
    named.code,
    coalesce(named.name, named.code) as name,
    case when named.code[1] = '1' then 'revenue' else 'functional' end as kind,
    length(named.code) // 2 as level,
    left(named.code, 3) as class_code,
    class.name as class_name,
    case when length(named.code) >= 5 then left(named.code, 5) end as group_code,
    grp.name as group_name,
    case when length(named.code) >= 7 then left(named.code, 7) end as item_code,
    case when length(named.code) >= 7 then item.name end as item_name
from named
left join named as class on left(named.code, 3) = class.code
left join named as grp on case when length(named.code) >= 5 then left(named.code, 5) end = grp.code
left join named as item
    on case when length(named.code) >= 7 then left(named.code, 7) end = item.code
union all
{{ reserved_members([
    'code', 'name', 'kind', 'level', 'class_code', 'class_name', 'group_code', 'group_name',
    'item_code', 'item_name'
]) }}
