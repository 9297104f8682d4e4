with

report as (

    select
        report.document_id,
        report.report_no,
        cover.value as project_name,
        document.unit_name,
        {{ normalise_text('cover.value') }} as name,
        regexp_replace({{ name_key('cover.value') }}, '(?:项目|经费|资金|费用)+$', '') as name_key
    from {{ ref('int_evaluation_report') }} as report
    inner join {{ ref('int_evaluation_cover') }} as cover
        on
            report.document_id = cover.document_id
            and report.report_no = cover.report_no
            and cover.attribute = 'project_name'
    inner join {{ ref('int_document') }} as document on report.document_id = document.document_id
    where report.evaluation_scope = 'project'

),

project as (

    select distinct
        {{ project_key('document.unit_name', 'line.printed_label') }} as project_key,
        document.unit_name,
        {{ normalise_text('line.printed_label') }} as name,
        regexp_replace({{ name_key('name') }}, '(?:项目|经费|资金|费用)+$', '') as name_key
    from {{ ref('int_line') }} as line
    inner join {{ ref('int_document') }} as document using (document_id)
    where line.line_dimension = 'project' and not line.is_total and document.unit_name != ''

),

candidate as (

    -- names slip by a character or two, which levenshtein() counts as three bytes each; shorter
    -- names are too much alike for that
    select
        report.document_id,
        report.report_no,
        project.project_key,
        case
            when report.name = project.name then 1
            when report.name_key = project.name_key then 2
            else 2 + (levenshtein(report.name_key, project.name_key) + 2) // 3
        end as distance
    from report
    inner join project
        on
            report.unit_name = project.unit_name
            and (
                report.name_key = project.name_key
                or (
                    least(length(report.name_key), length(project.name_key)) >= 7
                    and levenshtein(report.name_key, project.name_key) <= 6
                )
            )

),

nearest as (

    select
        document_id,
        report_no,
        min(distance) as distance,
        list(project_key) as project_keys
    from (
        select *
        from candidate
        qualify distance = min(distance) over (partition by document_id, report_no)
    ) as best
    group by document_id, report_no

)

select
    report.document_id,
    report.report_no,
    case
        when len(nearest.project_keys) = 1 then nearest.project_keys[1]
        else {{ unknown_key() }}
    end as project_key,
    case
        when nearest.project_keys is null then 'none'
        when len(nearest.project_keys) > 1 then 'ambiguous'
        when nearest.distance = 1 then 'exact'
        when nearest.distance = 2 then 'normalised'
        else 'near'
    end as mapping_method
from report
left join nearest
    on report.document_id = nearest.document_id and report.report_no = nearest.report_no
