with

form_name as (

    -- numbers and years tell projects apart that are otherwise called the same; found once a name
    select
        document_id,
        form_no,
        name,
        name_key,
        stem,
        {{ name_numbers('name_key') }} as numbers,
        {{ name_years('name_key') }} as years
    from {{ ref('int_performance_named_form') }}

),

project_name as (

    select
        document_id,
        project_key,
        name,
        name_key,
        stem,
        {{ name_numbers('name_key') }} as numbers,
        {{ name_years('name_key') }} as years
    from {{ ref('int_performance_project') }}

),

candidate as (

    select
        form.document_id,
        form.form_no,
        project.project_key,
        case
            when form.name = project.name then 1
            when form.name_key = project.name_key then 2
            when form.numbers != project.numbers then null
            when
                form.years != project.years
                and length(form.years) > 0
                and length(project.years) > 0
                then null
            when form.stem = project.stem and length(form.stem) >= 4 then 3
            when {{ is_near_name('form.stem', 'project.stem') }} then 4
            when {{ is_near_name('form.name_key', 'project.name_key') }} then 4
            when
                least(length(form.stem), length(project.stem)) >= 8
                and (contains(form.stem, project.stem) or contains(project.stem, form.stem))
                then 5
        end as distance
    from form_name as form
    inner join project_name as project using (document_id)

),

exact as (

    select
        document_id,
        form_no,
        project_key
    from candidate
    where distance <= 2

),

open_candidate as (

    -- a line that bears the name of another form is not meant by a similar one, except by its twin
    select candidate.*
    from candidate
    where
        candidate.distance <= 2
        or (
            candidate.distance is not null
            and not exists (
                select 1
                from exact
                where
                    exact.document_id = candidate.document_id
                    and exact.project_key = candidate.project_key
                    and exact.form_no != candidate.form_no
                    and not exists (
                        select 1
                        from {{ ref('int_performance_twin_form') }} as twin
                        where
                            twin.document_id = candidate.document_id
                            and twin.form_no = candidate.form_no
                            and twin.other_form_no = exact.form_no
                    )
            )
        )

),

best as (

    select *
    from open_candidate
    qualify distance = min(distance) over (partition by document_id, form_no)

),

decided as (

    select
        document_id,
        form_no,
        min(distance) as distance,
        count(*) as candidate_count,
        any_value(project_key) as project_key
    from best
    group by document_id, form_no

)

select
    form.document_id,
    form.form_no,
    case
        when decided.form_no is null then 'none'
        when decided.candidate_count > 1 then 'ambiguous'
        when decided.distance = 1 then 'exact'
        when decided.distance = 2 then 'normalised'
        else 'near'
    end as mapping_method,
    case when decided.candidate_count = 1 then decided.project_key end as project_key,
    case
        when decided.candidate_count != 1 then null
        when project.current_yuan is not null then 'project_current'
        when project.carryover_yuan is not null then 'project_carryover'
    end as statement_code,
    case
        when decided.candidate_count = 1 then coalesce(project.current_yuan, project.carryover_yuan)
    end as project_amount_yuan,
    earlier.first_form_no is not null as is_repeated,
    earlier.first_form_no
from {{ ref('int_performance_named_form') }} as form
left join decided using (document_id, form_no)
left join {{ ref('int_performance_project') }} as project using (document_id, project_key)
left join (
    select
        document_id,
        form_no,
        min(other_form_no) as first_form_no
    from {{ ref('int_performance_twin_form') }}
    where other_form_no < form_no
    group by document_id, form_no
) as earlier using (document_id, form_no)
