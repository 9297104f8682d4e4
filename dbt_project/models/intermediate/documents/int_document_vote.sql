{{ config(materialized='ephemeral') }}

with

form as (

    select
        grid.document_id,
        grid.first_line_no as line_no,
        coalesce(
            grid.unit_name,
            -- 某县某中心2016年度“三公”经费预算情况表
            nullif(regexp_extract(
                {{ normalise_text('grid.title') }},
                '^([^\d《,;:]{2,36}{{ organ_ending_pattern() }})(?:19|20)\d\d年',
                1
            ), '')
        ) as unit_name,
        grid.printed_unit_name,
        grid.title_year as fiscal_year,
        if(grid.form_code is not null, grid.title_phase_code, null) as phase_code,
        {{ scope_of_title(normalise_text('grid.title')) }} as scope
    from {{ ref('int_grid') }} as grid
    -- a table of an unknown form speaks, too, if it is one of a budget or of accounts
    where
        grid.form_code is not null
        or regexp_matches(grid.title, '[预决]算')
        and not regexp_matches(grid.title, '绩效|自评|目标|目录|政府购买')

),

spoken as (

    -- paragraphs: lines that are broken at the margin are short
    select
        document_id,
        try_cast(regexp_extract(text, '((?:19|20)\d\d)年度?[^,，。;；]{0,24}[预决]算', 1) as integer)
            as fiscal_year
    from {{ ref('int_narrative_paragraph') }}
    where length(text) > 40

),

sentence as (

    select *
    from spoken
    where fiscal_year is not null
    union all
    -- of a text without the sections of a 情况说明, its long lines
    select
        document_id,
        try_cast(regexp_extract(text, '((?:19|20)\d\d)年度?[^,，。;；]{0,24}[预决]算', 1) as integer)
            as fiscal_year
    from {{ ref('stg_line') }}
    where
        length(text) > 40
        and not contains(text, chr(9))
        and document_id not in (
            select document_id
            from spoken
            where fiscal_year is not null
        )

),

prose as (

    -- what most sentences speak of is one voice
    select
        document_id,
        mode(fiscal_year) as fiscal_year
    from sentence
    group by document_id

)

-- One row per voice of a document: what its title page, a form or its prose says that it is.
select
    document_id,
    'title' as voice,
    line_no,
    coalesce(keyed_unit_name, announced_unit_name) as unit_name,
    printed_unit_name,
    fiscal_year,
    phase_code,
    {{ scope_of_title('title') }} as scope
from {{ ref('int_title_page') }}
union all
select
    document_id,
    'form' as voice,
    line_no,
    unit_name,
    printed_unit_name,
    fiscal_year,
    phase_code,
    scope
from form
union all
select
    document_id,
    'prose' as voice,
    null as line_no,
    null as unit_name,
    null as printed_unit_name,
    fiscal_year,
    null as phase_code,
    null as scope
from prose
where fiscal_year is not null
