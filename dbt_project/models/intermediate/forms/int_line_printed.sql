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
        last(case when not coalesce(is_item, false) then left(class_code, 3) end ignore nulls)
            over (
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

),

subject_name as (

    -- the codes that a document prints beside a name, in whatever form
    select
        document_id,
        {{ name_key('printed_label') }} as name_key,
        min(code) as code
    from {{ ref('int_row') }}
    where
        line_dimension = 'subject' and not is_total and {{ is_subject_code('code') }}
    group by document_id, name_key
    having count(distinct code) = 1

),

subject as (

    select
        line.document_id,
        line.grid_no,
        line.row_no,
        line.block_no,
        coalesce(
            case when {{ is_subject_code('line.code') }} then line.code end,
            case when line.code is null then coalesce(subject_name.code, functional.code) end
        ) as code,
        case
            when {{ is_subject_code('line.code') }} then 'code'
            when line.code is null and subject_name.code is not null then 'name in the document'
            when line.code is null then functional.mapping_method
        end as mapping_method
    from {{ ref('int_row') }} as line
    left join subject_name
        on
            line.document_id = subject_name.document_id
            and {{ name_key('line.printed_label') }} = subject_name.name_key
    left join functional on line.printed_label = functional.printed_name
    where line.line_dimension = 'subject' and not line.is_total

),

coded_grid as (

    select distinct
        document_id,
        grid_no
    from subject
    where code is not null

),

project_amount as (

    select
        line.document_id,
        line.grid_no,
        line.row_no,
        line.block_no,
        line.is_total,
        -- names of bodies, not of projects; arithmetic has the last word
        not line.is_total
        and regexp_matches(
            {{ normalise_text('line.printed_label') }},
            '(?:局|委|会|中心|办公室|院|所|站|队|厅|部|校|府|镇|乡|街道|本级|机关|馆|社)\)?$'
        ) as is_body,
        min_by({{ parse_amount('cell.text') }}, cell.column_no) as amount
    from {{ ref('int_row') }} as line
    inner join {{ ref('stg_cell') }} as cell
        on
            line.document_id = cell.document_id
            and line.grid_no = cell.grid_no
            and line.row_no = cell.row_no
            and line.block_no = cell.block_no
            and cell.column_kind = 'measure'
            and cell.role = 'body'
    where line.line_dimension = 'project'
    group by line.document_id, line.grid_no, line.row_no, line.block_no, line.is_total, is_body

),

project_group as (

    select
        *,
        count(*) filter (where is_body or is_total) over upward as group_no,
        sum(amount) filter (where not is_body and not is_total) over downward as amount_below,
        count(*) filter (where not is_body and not is_total) over downward as count_below
    from project_amount
    window
        upward as (
            partition by document_id, grid_no, block_no
            order by row_no
        ),
        downward as (
            partition by document_id, grid_no, block_no
            order by row_no
            rows between 1 following and unbounded following
        )

),

sub_unit as (

    -- a body's name above its projects, whose sum it states: a total, not a project
    select
        body.document_id,
        body.grid_no,
        body.row_no,
        body.block_no
    from project_group as body
    inner join project_group as project
        on
            body.document_id = project.document_id
            and body.grid_no = project.grid_no
            and body.block_no = project.block_no
            and body.group_no = project.group_no
            and not project.is_body
            and not project.is_total
    where body.is_body
    group by
        body.document_id,
        body.grid_no,
        body.row_no,
        body.block_no,
        body.amount,
        body.amount_below,
        body.count_below
    having
        abs(body.amount - sum(project.amount)) <= 0.005 * (count(*) + 1)
        or abs(body.amount - body.amount_below) <= 0.005 * (body.count_below + 1)

),

settled as (

    select
        line.* exclude (is_total, total_code),
        subject.code as subject_code,
        subject.mapping_method as subject_mapping_method,
        line.is_total
        or sub_unit.row_no is not null
        or (subject.row_no is not null and subject.code is null and coded_grid.grid_no is not null)
            as is_total,
        case
            when line.is_total then line.total_code
            when sub_unit.row_no is not null then 'unit'
            when
                subject.row_no is not null
                and subject.code is null
                and coded_grid.grid_no is not null
                then 'unresolved'
        end as total_code
    from {{ ref('int_row') }} as line
    left join subject
        on
            line.document_id = subject.document_id
            and line.grid_no = subject.grid_no
            and line.row_no = subject.row_no
            and line.block_no = subject.block_no
    left join coded_grid
        on line.document_id = coded_grid.document_id and line.grid_no = coded_grid.grid_no
    left join sub_unit
        on
            line.document_id = sub_unit.document_id
            and line.grid_no = sub_unit.grid_no
            and line.row_no = sub_unit.row_no
            and line.block_no = sub_unit.block_no

),

bare as (

    -- amounts without any label: they wait for one that slid to a neighbouring row
    select
        cell.document_id,
        cell.grid_no,
        cell.row_no,
        cell.block_no,
        min(cell.line_no) as line_no,
        any_value(form.line_dimension) as line_dimension
    from {{ ref('stg_cell') }} as cell
    inner join {{ ref('int_grid') }} as grid
        on cell.document_id = grid.document_id and cell.grid_no = grid.grid_no
    inner join {{ ref('form') }} as form on grid.form_code = form.form_code
    anti join {{ ref('int_row') }} as line
        on
            cell.document_id = line.document_id
            and cell.grid_no = line.grid_no
            and cell.row_no = line.row_no
    where
        cell.role = 'body'
        and cell.column_kind = 'measure'
        and form.line_dimension in ('subject', 'economic_class')
        and {{ parse_amount('cell.text') }} is not null
    group by cell.document_id, cell.grid_no, cell.row_no, cell.block_no

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
        when line.line_dimension = 'subject' then line.subject_code
        when line.line_dimension = 'summary' and line.flow is null and line.fund_code is null
            then
                coalesce(
                    case when {{ is_subject_code('line.code') }} then line.code end,
                    functional.code
                )
    end as subject_code,
    -- what the hierarchy of a form hangs on, even where the code is no subject of ours
    case
        when line.is_total then null
        when line.line_dimension = 'subject' then coalesce(line.subject_code, line.code)
    end as hierarchy_code,
    case
        when line.line_dimension = 'economic_class' and not line.is_total
            then coalesce(line.code, department.code)
    end as department_class_code,
    case
        when line.line_dimension = 'economic_class' and not line.is_total
            then coalesce(line.printed_government_code, government.code)
    end as government_class_code,
    case
        when line.is_total then null
        when line.line_dimension = 'subject' then line.subject_mapping_method
        when line.line_dimension not in ('summary', 'economic_class') then null
        when line.code is not null then 'code'
        when line.line_dimension = 'summary' then functional.mapping_method
        else department.mapping_method
    end as mapping_method
from settled as line
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
    on
        case when line.line_dimension = 'summary' then line.printed_label end
        = functional.printed_name
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
from bare
