{{ config(materialized='ephemeral') }}

with

line as (

    select *
    from {{ ref('int_row') }}
    where line_dimension = 'economic_class'

),

named as (

    -- the class line opens a section, without a government class
    select
        document_id,
        grid_no,
        row_no,
        block_no,
        coalesce(
            line.code,
            min(match.code) filter (where length(match.code) = 3)
        ) as class_code,
        line.code is null
        and line.printed_government_label is not null
        and bool_or(length(match.code) = 5) as is_item
    from line
    left join {{ ref('int_name_match') }} as match
        on match.vocabulary = 'department' and line.printed_label = match.printed_name
    group by document_id, grid_no, row_no, block_no, line.code, line.printed_government_label

),

section as (

    select
        *,
        last(case when not coalesce(is_item, false) then left(class_code, 3) end ignore nulls)
            over (
                partition by document_id, grid_no, block_no order by row_no
            ) as section_code
    from named

),

department as (

    -- of several classes with one name: the one in this section, else the class itself
    select
        document_id,
        grid_no,
        row_no,
        block_no,
        match.code,
        match.mapping_method
    from section
    inner join line using (document_id, grid_no, row_no, block_no)
    inner join {{ ref('int_name_match') }} as match
        on match.vocabulary = 'department' and line.printed_label = match.printed_name
    where line.code is null
    qualify row_number() over (
            partition by document_id, grid_no, row_no, block_no
            order by
                case
                    when coalesce(section.is_item, false)
                        then if(
                                match.code != section.section_code
                                and starts_with(match.code, section.section_code), 0, 1
                            )
                    else if(length(match.code) = 3, 0, 1)
                end,
                match.code
        ) = 1

),

government as (

    -- 资本性支出 on the construction budget (309) is 504 in the government list, else 503
    select
        document_id,
        grid_no,
        row_no,
        block_no,
        match.code
    from line
    inner join {{ ref('int_name_match') }} as match
        on match.vocabulary = 'government' and line.printed_government_label = match.printed_name
    left join department using (document_id, grid_no, row_no, block_no)
    qualify row_number() over (
            partition by document_id, grid_no, row_no, block_no
            order by
                length(match.code) desc,
                if(starts_with(match.code, '504') = starts_with(department.code, '309'), 0, 1),
                match.code
        ) = 1

)

select
    document_id,
    grid_no,
    row_no,
    block_no,
    coalesce(line.code, department.code) as department_class_code,
    coalesce(line.printed_government_code, government.code) as government_class_code,
    if(line.code is not null, 'code', department.mapping_method) as mapping_method
from line
left join department using (document_id, grid_no, row_no, block_no)
left join government using (document_id, grid_no, row_no, block_no)
where not line.is_total
