with

opening as (

    -- the document's own title stands on its first lines, before any table
    select
        document_id,
        line_no,
        {{ normalise_text('text') }} as text,
        lag({{ normalise_text('text') }}) over (
            partition by document_id order by line_no
        ) as text_before
    from {{ ref('stg_line') }}
    where line_no <= 60 and {{ normalise_text('text') }} != ''

),

announced as (

    select
        document_id,
        text,
        try_cast(regexp_extract(text, '((?:19|20)\d\d)年', 1) as integer) as fiscal_year,
        case when regexp_matches(text, '决算') then 'final' else 'budget' end as phase_code,
        nullif(
            coalesce(
                nullif(regexp_extract(text, '^([^\d《]{4,40})(?:19|20)\d\d年', 1), ''),
                case when length(text_before) between 4 and 40 then text_before end
            ),
            ''
        ) as unit_name
    from opening
    where
        regexp_full_match(text, '.{0,60}(?:19|20)\d\d年.{0,24}[预决]算.{0,12}')
        and not regexp_matches(text, '\.{3,}|…|第[一二三四]部分|表$')
    qualify row_number() over (partition by document_id order by line_no) = 1

),

statutory as (

    select
        grid.document_id,
        grid.unit_name,
        grid.title_year,
        form.phase_code
    from {{ ref('int_grid') }} as grid
    inner join {{ ref('form') }} as form on grid.form_code = form.form_code

),

voted as (

    select
        document_id,
        mode(unit_name) as unit_name,
        mode(title_year) as fiscal_year,
        mode(phase_code) as phase_code
    from statutory
    group by document_id

)

select
    document.document_id,
    document.source_path,
    document.landed_at,
    -- a unit that no table names is named by the title page
    coalesce(voted.unit_name, announced.unit_name, '') as unit_name,
    coalesce(announced.fiscal_year, voted.fiscal_year) as fiscal_year,
    coalesce(voted.phase_code, announced.phase_code) as phase_code,
    concat(
        case
            when contains(coalesce(announced.text, ''), coalesce(voted.unit_name, '')) then ''
            else voted.unit_name
        end,
        coalesce(
            announced.text,
            concat(
                voted.fiscal_year,
                '年度部门',
                case voted.phase_code when 'final' then '决算' else '预算' end
            )
        )
    ) as title
from {{ ref('stg_document') }} as document
left join voted on document.document_id = voted.document_id
left join announced on document.document_id = announced.document_id
