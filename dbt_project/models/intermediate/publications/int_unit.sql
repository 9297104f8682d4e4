{{ config(materialized='table') }}

with

named as (

    select unit_name as name
    from {{ ref('int_document') }}
    where unit_name != ''
    union
    select parent.parent_unit_name as name
    from {{ ref('unit_parent') }} as parent
    inner join {{ ref('int_document') }} as document on parent.unit_name = document.unit_name

),

prefix as (

    -- what the name of a body may begin with, committees of the party aside
    select
        name,
        left(regexp_replace(name, '^(?:中共|中国共产党)', ''), length::integer) as beginning
    from named, unnest(range(2, 25)) as prefix_length (length)

),

place as (

    -- a county with or without its prefecture and province before it
    select
        code,
        level,
        unnest(list_distinct([
            name,
            case when level = 'county' then concat(prefecture, name) end,
            case when level != 'province' then concat(province, name) end,
            case when level = 'county' then concat(province, prefecture, name) end,
            -- 山西, without 省
            case
                when level = 'province'
                    then regexp_replace(name, '(?:省|市|(?:壮族|回族|维吾尔)?自治区)$', '')
            end
        ])) as beginning
    from {{ ref('division') }}

),

by_name as (

    -- the longest beginning decides, if no other place of the country has it
    select
        prefix.name,
        any_value(place.code) as division_code
    from prefix
    inner join place on prefix.beginning = place.beginning
    group by prefix.name, prefix.beginning
    qualify row_number() over (
            partition by prefix.name order by length(prefix.beginning) desc
        ) = 1
        and count(*) = 1

),

placed as (

    select
        named.name,
        coalesce(listed.division_code, by_name.division_code) as division_code,
        case
            when listed.division_code is not null then 'listed'
            when by_name.division_code is not null then 'place name'
            else 'unmapped'
        end as division_mapping_method,
        parent.parent_unit_name
    from named
    left join {{ ref('unit_division') }} as listed on named.name = listed.unit_name
    left join by_name on named.name = by_name.name
    left join {{ ref('unit_parent') }} as parent on named.name = parent.unit_name

)

-- One row per publishing body.
select
    placed.name,
    placed.division_code,
    placed.division_mapping_method,
    placed.parent_unit_name,
    case
        when
            regexp_matches(placed.name, '开发区|高新区|产业园区?|示范区|保税区|工业园|管理委员会')
            then '开发区'
        when
            regexp_matches(
                -- behind the county
                regexp_replace(placed.name, '^.*?(?:[省市县区州旗盟]|自治区)', ''),
                '^.{1,8}(?:镇|乡|街道|苏木)'
                || '(?:人民政府|政府|办事处|财政所|党|便民|综合|中心|卫生院|学校|小学|中学|$)'
            )
            then '乡镇'
        when division.level = 'province' then '省'
        when division.level = 'prefecture' then '市'
        when division.level = 'county' then '县'
    end as administrative_level
from placed
left join {{ ref('division') }} as division on placed.division_code = division.code
