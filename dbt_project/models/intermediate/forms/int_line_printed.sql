with

settled as (

    -- the same line, now that its neighbours have said which of its kind are totals
    select
        line.* exclude (is_total, total_code, parent_row_no),
        coalesce(line.parent_row_no, part.parent_row_no) as parent_row_no,
        subject.subject_code,
        subject.hierarchy_code,
        subject.mapping_method as subject_mapping_method,
        line.is_total
        or coalesce(part.is_of_which, false)
        or sub_unit.row_no is not null
        or coalesce(subject.is_unresolved, false) as is_total,
        case
            when line.is_total then line.total_code
            when part.is_of_which then 'of_which'
            when sub_unit.row_no is not null then 'unit'
            when subject.is_unresolved then 'unresolved'
        end as total_code
    from {{ ref('int_row') }} as line
    left join {{ ref('int_line_subject') }} as subject
        using (document_id, grid_no, row_no, block_no)
    left join {{ ref('int_row_part') }} as part
        using (document_id, grid_no, row_no, block_no)
    left join {{ ref('int_line_sub_unit') }} as sub_unit
        using (document_id, grid_no, row_no, block_no)

)

select
    document_id,
    grid_no,
    row_no,
    block_no,
    line.line_no,
    line.line_dimension,
    line.printed_label,
    line.printed_government_label,
    line.fund_code,
    line.expenditure_kind_code,
    line.flow,
    line.line_item_code,
    line.parent_row_no,
    line.total_code,
    line.is_total,
    line.is_carryover,
    line.is_quantity,
    case
        when line.is_total then null
        when line.line_dimension != 'summary' then line.subject_code
        when line.flow is null and line.fund_code is null and line.expenditure_kind_code is null
            then coalesce(if({{ is_subject_code('line.code') }}, line.code, null), named.code)
    end as subject_code,
    -- what the hierarchy of a form hangs on, even where the code is no subject of ours
    if(line.is_total, null, line.hierarchy_code) as hierarchy_code,
    coalesce(class.department_class_code, spent_on.code) as department_class_code,
    class.government_class_code,
    case
        when line.is_total then null
        when line.line_dimension = 'subject' then line.subject_mapping_method
        when line.line_dimension = 'economic_class' then class.mapping_method
        when line.line_dimension != 'summary' then null
        when line.code is not null then 'code'
        else named.mapping_method
    end as mapping_method
from settled as line
left join {{ ref('int_line_economic_class') }} as class
    using (document_id, grid_no, row_no, block_no)
left join {{ ref('int_subject_by_name') }} as named
    on line.line_dimension = 'summary' and line.printed_label = named.printed_name
left join {{ ref('int_name_match') }} as spent_on
    on
        line.line_dimension = 'summary'
        and spent_on.vocabulary = 'department'
        and spent_on.mapping_method = 'exact'
        and length(spent_on.code) = 3
        and line.printed_label = spent_on.printed_name
        and named.code is null
union all by name
select
    document_id,
    grid_no,
    row_no,
    block_no,
    line_no,
    line_dimension,
    false as is_total,
    false as is_carryover,
    false as is_quantity
from {{ ref('int_line_unlabelled') }}
