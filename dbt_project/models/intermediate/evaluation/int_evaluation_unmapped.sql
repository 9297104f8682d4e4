with

placed as (

    select * from {{ ref('int_evaluation_placement') }}

),

cell as (

    -- what stands in no column of its table, by its place: it may be anything
    select
        document_id,
        'evaluation_cell_not_placed' as kind,
        concat('column ', column_no) as text,
        line_no
    from placed
    where attribute is null

),

amount as (

    select
        document_id,
        'evaluation_amount_not_read' as kind,
        text,
        line_no
    from placed
    where
        (
            section_kind = 'funds'
            and attribute not in ('fund_source', 'rate', 'deviation')
            and not is_number
        )
        or (
            attribute in ('rate', 'weight', 'score')
            and {{ evaluation_number('text') }} is not null
            and not {{ is_evaluation_number('attribute', evaluation_number('text')) }}
        )

),

unit as (

    select
        document_id,
        if(yuan_per_unit is null, 'evaluation_amount_without_unit', 'evaluation_amount_not_read')
            as kind,
        printed_text as text,
        line_no
    from {{ ref('int_evaluation_amount') }}
    where attribute not in ('rate', 'weight', 'score') and amount_yuan is null

),

source as (

    select
        document_id,
        'evaluation_source_not_understood' as kind,
        fund_label as text,
        line_no
    from {{ ref('int_evaluation_amount') }}
    where fund_source_code = 'unresolved'

),

level as (

    select
        document_id,
        'evaluation_level_not_understood' as kind,
        coalesce(printed_level_2, printed_level_1) as text,
        line_no
    from {{ ref('int_evaluation_indicator') }}
    where level_1_code is null

),

report as (

    -- a report without its name, its amounts or its indicators
    select
        document_id,
        'evaluation_incomplete' as kind,
        coalesce(project_name, title) as text,
        first_line_no as line_no
    from {{ ref('int_evaluation') }}
    where
        (project_name is null and evaluation_scope = 'project')
        or executed_yuan is null
        or indicator_count = 0

),

project as (

    select
        project.document_id,
        'evaluation_project_ambiguous' as kind,
        report.project_name as text,
        report.first_line_no as line_no
    from {{ ref('int_evaluation_project') }} as project
    inner join {{ ref('int_evaluation') }} as report using (document_id, report_no)
    where project.mapping_method = 'ambiguous'

)

select * from cell
union all
select * from amount
union all
select * from unit
union all
select * from source
union all
select * from level
union all
select * from report
union all
select * from project
