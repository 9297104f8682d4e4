with

economic as (

    -- lines of an economic-class form: the class line opens a section, without a government class
    select
        line.document_id,
        line.grid_no,
        line.row_no,
        line.block_no,
        coalesce(
            line.code,
            min(match.code) filter (where length(match.code) = 3)
        ) as class_code,
        line.code is null
        and line.printed_government_label is not null
        and bool_or(length(match.code) = 5) as is_item
    from {{ ref('int_row') }} as line
    left join {{ ref('int_name_match') }} as match
        on match.vocabulary = 'department' and line.printed_label = match.printed_name
    where line.line_dimension = 'economic_class'
    group by
        line.document_id,
        line.grid_no,
        line.row_no,
        line.block_no,
        line.code,
        line.printed_government_label

),

section as (

    select
        *,
        last(case when not coalesce(is_item, false) then left(class_code, 3) end ignore nulls) over (
            partition by document_id, grid_no, block_no order by row_no
        ) as section_code
    from economic

),

department as (

    -- of several classes with one name: the one in this section, else the class itself
    select
        section.document_id,
        section.grid_no,
        section.row_no,
        section.block_no,
        match.code,
        match.mapping_method
    from section
    inner join {{ ref('int_row') }} as line using (document_id, grid_no, row_no, block_no)
    inner join {{ ref('int_name_match') }} as match
        on match.vocabulary = 'department' and line.printed_label = match.printed_name
    where line.code is null
    qualify row_number() over (
        partition by section.document_id, section.grid_no, section.row_no, section.block_no
        order by
            case
                when coalesce(section.is_item, false)
                    then if(match.code != section.section_code
                            and starts_with(match.code, section.section_code), 0, 1)
                else if(length(match.code) = 3, 0, 1)
            end,
            match.code
    ) = 1

),

government as (

    -- 资本性支出 on the construction budget (309) is 504 in the government list, else 503
    select
        line.document_id,
        line.grid_no,
        line.row_no,
        line.block_no,
        match.code,
        match.mapping_method
    from {{ ref('int_row') }} as line
    inner join {{ ref('int_name_match') }} as match
        on match.vocabulary = 'government' and line.printed_government_label = match.printed_name
    left join department
        on
            line.document_id = department.document_id
            and line.grid_no = department.grid_no
            and line.row_no = department.row_no
            and line.block_no = department.block_no
    qualify row_number() over (
        partition by line.document_id, line.grid_no, line.row_no, line.block_no
        order by
            length(match.code) desc,
            if(starts_with(match.code, '504') = starts_with(department.code, '309'), 0, 1),
            match.code
    ) = 1

),

functional as (

    select
        printed_name,
        min(code) as code,
        any_value(mapping_method) as mapping_method
    from {{ ref('int_name_match') }}
    where vocabulary = 'functional'
    group by printed_name
    having count(*) = 1

)

select
    line.document_id,
    line.grid_no,
    line.row_no,
    line.block_no,
    line.line_no,
    line.line_dimension,
    line.printed_label,
    line.printed_government_label,
    line.fund_code,
    line.flow,
    line.line_item_code,
    line.parent_row_no,
    line.total_code,
    line.is_total,
    line.is_carryover,
    line.is_quantity,
    case
        when line.is_total then null
        when line.line_dimension = 'subject' then line.code
        when line.line_dimension = 'summary' and line.flow is null and line.fund_code is null
            then functional.code
    end as subject_code,
    case
        when line.line_dimension = 'economic_class' and not line.is_total
            then coalesce(line.code, department.code)
    end as department_class_code,
    case
        when line.line_dimension = 'economic_class' and not line.is_total
            then coalesce(line.printed_government_code, government.code)
    end as government_class_code,
    case
        when line.is_total or line.line_dimension not in ('summary', 'economic_class') then null
        when line.code is not null then 'code'
        when line.line_dimension = 'summary' then functional.mapping_method
        else department.mapping_method
    end as mapping_method
from {{ ref('int_row') }} as line
left join department
    on
        line.document_id = department.document_id
        and line.grid_no = department.grid_no
        and line.row_no = department.row_no
        and line.block_no = department.block_no
left join government
    on
        line.document_id = government.document_id
        and line.grid_no = government.grid_no
        and line.row_no = government.row_no
        and line.block_no = government.block_no
left join functional
    on line.line_dimension = 'summary' and line.printed_label = functional.printed_name
