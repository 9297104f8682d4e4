with

extent as (

    select
        document_id,
        form_no,
        min(form_scope) filter (where is_first) as form_scope,
        min(line_no) as first_line_no,
        max(line_no) as last_line_no
    from {{ ref('int_performance_line') }}
    group by document_id, form_no

),

heading as (

    -- the lines above the first label: title and year
    select
        evident.document_id,
        evident.form_no,
        first({{ readable_text('printed.text') }} order by line.line_no) filter (
            where line.event = 'title'
        ) as title,
        try_cast(
            nullif(
                regexp_extract(
                    string_agg({{ normalise_text('printed.text') }}, ' ' order by line.line_no),
                    '((?:19|20)\d\d)[)）]?年',
                    1
                ),
                ''
            ) as integer
        ) as fiscal_year
    from {{ ref('int_performance_line') }} as line
    inner join {{ ref('int_performance_evident_form') }} as evident
        on
            line.document_id = evident.document_id
            and line.form_no = evident.form_no
            and line.line_no < evident.first_label_line_no
    inner join {{ ref('stg_line') }} as printed
        on line.document_id = printed.document_id and line.line_no = printed.line_no
    group by evident.document_id, evident.form_no

)

select
    extent.document_id,
    extent.form_no,
    extent.form_scope,
    heading.title,
    coalesce(heading.fiscal_year, document.fiscal_year) as fiscal_year,
    stated.project_name,
    stated.project_name_line_no,
    {{ project_name_key('stated.project_name') }} as project_name_key,
    nullif(
        coalesce(
            nullif(regexp_extract(stated.agency, '^[\[(（]?(\d{3,12})[\])）]?[-—－_ ]*\D', 1), ''),
            regexp_extract(stated.agency, '[\[(（ ]?([0-9A-Z]{18}|\d{3,12})[\])）]?$', 1)
        ),
        ''
    ) as agency_code,
    nullif(
        trim(regexp_replace(
            stated.agency,
            '^[\[(（]?\d{3,12}[\])）]?[-—－_ ]*|[\[(（ ]*(?:[0-9A-Z]{18}|\d{3,12})[\])）]?$',
            '',
            'g'
        )),
        ''
    ) as agency_name,
    coalesce(
        stated.implementing_unit,
        case when extent.form_scope = 'department' then stated.unit_name end
    ) as implementing_unit,
    stated.project_type,
    stated.project_period,
    stated.filled_on,
    extent.first_line_no,
    extent.last_line_no
from extent
inner join {{ ref('int_performance_evident_form') }} using (document_id, form_no)
inner join {{ ref('int_document') }} as document using (document_id)
left join {{ ref('int_performance_form_statement') }} as stated using (document_id, form_no)
left join heading using (document_id, form_no)
