with

form as (

    select
        form.document_id,
        case
            when form.project_name is null then 'performance_form_without_name'
            when match.mapping_method = 'ambiguous' then 'performance_project_ambiguous'
            when match.mapping_method = 'near' then 'performance_project_near'
            else 'performance_project_not_found'
        end as kind,
        coalesce(form.project_name, form.title, '') as text,
        coalesce(form.project_name_line_no, form.first_line_no) as line_no
    from {{ ref('int_performance_form') }} as form
    left join {{ ref('int_performance_match') }} as match using (document_id, form_no)
    where
        form.form_scope = 'project'
        and coalesce(match.mapping_method not in ('exact', 'normalised'), true)

),

amount as (

    select
        document_id,
        'performance_amount_not_read' as kind,
        printed_amount as text,
        line_no
    from {{ ref('int_performance_amount') }}
    where amount_yuan is null

),

indicator as (

    select
        indicator.document_id,
        case
            when indicator.name is null then 'performance_indicator_without_name'
            when indicator.target is null then 'performance_indicator_without_target'
            else 'performance_indicator_without_level'
        end as kind,
        coalesce(indicator.name, indicator.target) as text,
        indicator.line_no
    from {{ ref('int_performance_indicator') }} as indicator
    inner join {{ ref('int_performance_form') }} as form using (document_id, form_no)
    where
        indicator.name is null
        or indicator.target is null
        or (indicator.level_2 is null and form.form_scope = 'project')

)

select * from form
union all
select * from amount
union all
select * from indicator
