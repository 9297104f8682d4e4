{{ config(incremental_strategy='delete+insert', unique_key=['vocabulary', 'printed_name']) }}

with

name as (

    select distinct
        'functional' as vocabulary,
        printed_label as printed_name
    from {{ ref('int_row') }}
    where
        (
            line_dimension = 'summary' and flow is null and fund_code is null
            and expenditure_kind_code is null
            or line_dimension = 'subject' and code is null
        )
        and not is_total
    union
    select distinct
        'department' as vocabulary,
        printed_label as printed_name
    from {{ ref('int_row') }}
    where
        (
            line_dimension = 'economic_class'
            -- a summary may list classes below a kind of spending
            or line_dimension = 'summary' and flow is null and fund_code is null
        )
        and not is_total
        and code is null
    union
    select distinct
        'government' as vocabulary,
        printed_government_label as printed_name
    from {{ ref('int_row') }}
    where printed_government_label is not null and printed_government_code is null

),

keyed as (

    select
        vocabulary,
        printed_name,
        case vocabulary
            when 'functional'
                then regexp_replace({{ name_key('printed_name') }}, '(?:等)?支出$', '')
            else {{ name_key('printed_name') }}
        end as name_key
    from name

),

candidate as (

    select
        'functional' as vocabulary,
        code,
        name,
        regexp_replace({{ name_key('name') }}, '(?:等)?支出$', '') as name_key
    from {{ ref('functional_class') }}
    union all
    select
        'department' as vocabulary,
        code,
        name,
        {{ name_key('name') }} as name_key
    from {{ ref('economic_class_department') }}
    union all
    select
        'government' as vocabulary,
        code,
        name,
        {{ name_key('name') }} as name_key
    from {{ ref('economic_class_government') }}
    union all
    select
        scheme,
        code,
        alias,
        {{ name_key('alias') }}
    from {{ ref('economic_class_alias') }}

),

compared as (

    -- names slip by a character or two, which levenshtein() counts as three bytes each; shorter
    -- names are too much alike for that
    select
        keyed.vocabulary,
        keyed.printed_name,
        candidate.code,
        levenshtein(keyed.name_key, candidate.name_key) as distance
    from keyed
    inner join candidate
        on
            keyed.vocabulary = candidate.vocabulary
            and (
                keyed.name_key = candidate.name_key
                or (
                    least(length(keyed.name_key), length(candidate.name_key)) >= 7
                    and levenshtein(keyed.name_key, candidate.name_key) <= 6
                )
            )
    where keyed.name_key != ''
    qualify distance = min(distance) over (
            partition by keyed.vocabulary, keyed.printed_name
        )

)

select distinct
    vocabulary,
    printed_name,
    code,
    case distance when 0 then 'exact' else 'near' end as mapping_method
from compared
