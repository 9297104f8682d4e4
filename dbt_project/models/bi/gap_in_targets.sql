{{ config(materialized='ephemeral') }}

-- What the forms of performance targets lack: a project without a form, one with two, a template
-- that nobody filled in. One row per finding.
with

target as (

    select
        document.document_key,
        document.document_id,
        document.unit_key,
        document.unit_name,
        document.fiscal_year,
        {{ project_title('target', 'project') }} as project_name,
        project.project_key > 0 as is_named,
        target.is_repeated,
        target.first_line_no,
        target.last_line_no
    from {{ ref('fct_performance_target') }} as target
    inner join {{ ref('current_document') }} as document
        on target.document_key = document.document_key
    inner join {{ ref('dim_project') }} as project on target.project_key = project.project_key
    where target.form_scope = 'project'

),

attached as (

    select
        unit_key,
        unit_name,
        fiscal_year,
        min(document_key) as document_key,
        count(*) as form_count,
        count(*) filter (where is_repeated) as repeated_count,
        count(*) filter (where not is_repeated and not is_named) as unnamed_count
    from target
    group by unit_key, unit_name, fiscal_year

),

project as (

    select
        unit_key,
        unit_name,
        fiscal_year,
        project_name,
        {{ sum_yuan() }} as amount_yuan
    from {{ ref('current_line') }}
    where statement_code in ('project_current', 'project_carryover') and phase_code = 'budget'
    group by unit_key, unit_name, fiscal_year, project_name

),

formless as (

    select *
    from project
    anti join target using (unit_key, unit_name, fiscal_year, project_name)

),

lacking as (

    -- only where forms are published at all: who publishes none has not lost one
    select
        attached.*,
        (
            select count(*)
            from project
            where
                project.unit_key = attached.unit_key
                and project.unit_name = attached.unit_name
                and project.fiscal_year = attached.fiscal_year
        ) as project_count,
        count(*) as formless_count,
        max(formless.amount_yuan) as greatest_yuan,
        arg_max(formless.project_name, formless.amount_yuan) as greatest_name
    from attached
    inner join formless using (unit_key, unit_name, fiscal_year)
    group by all

),

residue as (

    select
        target.document_key,
        line.line_no,
        unnest(regexp_extract_all(line.text, '{{ template_residue_pattern() }}')) as printed
    from target
    inner join {{ ref('stg_line') }} as line
        on
            target.document_id = line.document_id
            and line.line_no between target.first_line_no and target.last_line_no

)

select
    document_key,
    '绩效目标表份数' as kind_name,
    concat(
        '项目支出表列项目 ', project_count, ' 个，所附绩效目标表 ', form_count, ' 份',
        if(repeated_count > 0, concat('，其中重复 ', repeated_count, ' 份'), ''),
        '；', formless_count, ' 个项目未见同名的表，最大的是“', greatest_name, '” ',
        format('{:,.2f}', greatest_yuan / 10000), ' 万元',
        if(unnamed_count > 0, concat('；另有 ', unnamed_count, ' 份未与项目对上，可能属于其中某个项目'), '')
    ) as text,
    null::integer as line_no,
    'target|count' as finding_code
from lacking
union all
select
    document_key,
    '绩效目标表重复' as kind_name,
    concat('同一项目的绩效目标表再印一次：“', project_name, '”') as text,
    first_line_no as line_no,
    concat('target|repeated|', first_line_no) as finding_code
from target
where is_repeated
union all
select
    document_key,
    '模板残留' as kind_name,
    concat(
        '绩效目标表中未填的模板文字：',
        string_agg(distinct printed, '、' order by printed),
        ' (', count(distinct line_no), ' 行)'
    ) as text,
    min(line_no) as line_no,
    'target|template' as finding_code
from residue
group by document_key
