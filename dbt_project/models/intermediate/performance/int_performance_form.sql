with

cell as (

    select
        line.form_no,
        cell.*
    from {{ ref('int_performance_cell') }} as cell
    inner join {{ ref('int_performance_line') }} as line
        on cell.document_id = line.document_id and cell.line_no = line.line_no

),

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

evident as (

    -- a form speaks of plans or indicators; with scores it is a self-evaluation, with neither some
    -- other table that begins with 项目名称
    select
        document_id,
        form_no,
        min(line_no) filter (where attribute is not null) as first_label_line_no
    from cell
    group by document_id, form_no
    having
        bool_or(
            attribute in (
                'agency', 'implementing_unit', 'project_type', 'project_period', 'text', 'header',
                'level_1', 'level_2'
            )
        )
        and count(distinct text) filter (where attribute = 'self_evaluation') < 2

),

stated as (

    -- what stands behind a label, joined where a page or the cell was too narrow
    select
        cell.document_id,
        cell.form_no,
        coalesce(cell.attribute, cell.owner) as attribute,
        nullif(
            string_agg(coalesce(cell.rest, cell.text), '' order by cell.line_no, cell.column_no), ''
        ) as text,
        first(coalesce(cell.rest, cell.text) order by cell.line_no, cell.column_no) as first_text,
        min(cell.line_no) as line_no
    from cell
    inner join evident
        on
            cell.document_id = evident.document_id
            and cell.form_no = evident.form_no
            and cell.line_no >= evident.first_label_line_no
    where
        (cell.attribute is null or cell.rest is not null)
        and coalesce(cell.attribute, cell.owner) in (
            'project_name', 'unit_name', 'agency', 'implementing_unit', 'project_type',
            'project_period', 'filled_on'
        )
    group by cell.document_id, cell.form_no, coalesce(cell.attribute, cell.owner)

),

widened as (

    select
        document_id,
        form_no,
        max(text) filter (where attribute = 'project_name') as project_name,
        max(line_no) filter (where attribute = 'project_name') as project_name_line_no,
        max(first_text) filter (where attribute = 'unit_name') as unit_name,
        max(text) filter (where attribute = 'agency') as agency,
        max(text) filter (where attribute = 'implementing_unit') as implementing_unit,
        max(text) filter (where attribute = 'project_type') as project_type,
        max(text) filter (where attribute = 'project_period') as project_period,
        nullif(
            regexp_replace(max(text) filter (where attribute = 'filled_on'), '\D', '', 'g'), ''
        ) as filled_on
    from stated
    group by document_id, form_no

),

heading as (

    -- the lines above the first label: title and year
    select
        line.document_id,
        line.form_no,
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
    inner join evident
        on
            line.document_id = evident.document_id
            and line.form_no = evident.form_no
            and line.line_no < evident.first_label_line_no
    inner join {{ ref('stg_line') }} as printed
        on line.document_id = printed.document_id and line.line_no = printed.line_no
    group by line.document_id, line.form_no

)

select
    extent.document_id,
    extent.form_no,
    extent.form_scope,
    heading.title,
    coalesce(heading.fiscal_year, document.fiscal_year) as fiscal_year,
    widened.project_name,
    widened.project_name_line_no,
    {{ project_name_key('widened.project_name') }} as project_name_key,
    nullif(
        coalesce(
            nullif(regexp_extract(widened.agency, '^[\[(（]?(\d{3,12})[\])）]?[-—－_ ]*\D', 1), ''),
            regexp_extract(widened.agency, '[\[(（ ]?([0-9A-Z]{18}|\d{3,12})[\])）]?$', 1)
        ),
        ''
    ) as agency_code,
    nullif(
        trim(regexp_replace(
            widened.agency,
            '^[\[(（]?\d{3,12}[\])）]?[-—－_ ]*|[\[(（ ]*(?:[0-9A-Z]{18}|\d{3,12})[\])）]?$',
            '',
            'g'
        )),
        ''
    ) as agency_name,
    coalesce(
        widened.implementing_unit,
        case when extent.form_scope = 'department' then widened.unit_name end
    ) as implementing_unit,
    widened.project_type,
    widened.project_period,
    widened.filled_on,
    extent.first_line_no,
    extent.last_line_no
from extent
inner join evident
    on extent.document_id = evident.document_id and extent.form_no = evident.form_no
inner join {{ ref('int_document') }} as document on extent.document_id = document.document_id
left join widened
    on extent.document_id = widened.document_id and extent.form_no = widened.form_no
left join heading
    on extent.document_id = heading.document_id and extent.form_no = heading.form_no
