{{ config(materialized='ephemeral') }}

with

opening as (

    -- a document's own title stands on its first lines, before any table, and may be broken
    select
        document_id,
        line_no,
        {{ digits_of_year(normalise_text('text')) }} as text,
        lag({{ normalise_text('text') }}) over of_document as text_before,
        lead({{ normalise_text('text') }}) over of_document as text_after
    from {{ ref('stg_line') }}
    where line_no <= 60 and {{ normalise_text('text') }} != ''
    window of_document as (partition by document_id order by line_no)

),

candidate as (

    select
        document_id,
        line_no,
        text_before,
        case
            when regexp_full_match(text, '.{0,60}(?:19|20)\d\d年.{0,40}[预决]算.{0,16}') then text
            when regexp_matches(text, '(?:19|20)\d\d年')
                then concat(text, text_after)
        end as title
    from opening

),

announced as (

    select *
    from candidate
    where
        regexp_full_match(title, '.{0,60}(?:19|20)\d\d年.{0,40}[预决]算.{0,16}')
        and not regexp_matches(title, '\.{3,}|…|[。;]|第[一二三四]部分|(?:表|目录)$')
    qualify row_number() over (partition by document_id order by line_no) = 1

),

keyed as (

    -- 预算主管部门:…, 部门名称:… on the cover
    select
        document_id,
        {{ unit_name("regexp_extract(
            text,
            '^(?:预算|编制|填报|公开)?(?:主管)?(?:部门|单位)(?:名称)?[(]?(?:盖章|公章)?[)]?:(.{4,40})$',
            1
        )") }} as unit_name,
        line_no
    from opening
    where not contains(text, chr(9))
    qualify unit_name is not null and row_number() over (
            partition by document_id order by unit_name is null, line_no
        ) = 1

)

-- One row per document: what its first lines announce.
select
    document_id,
    announced.line_no,
    announced.title,
    try_cast(regexp_extract(announced.title, '((?:19|20)\d\d)年', 1) as integer) as fiscal_year,
    case when regexp_matches(announced.title, '决算') then 'final' else 'budget' end as phase_code,
    keyed.unit_name as keyed_unit_name,
    {{ unit_name("coalesce(
        nullif(regexp_extract(announced.title, '^([^\d《]{4,40})(?:19|20)\d\d年', 1), ''),
        nullif(regexp_extract(
            announced.title, '(?:19|20)\d\d年度?([^\d《]{4,40}?)(?:部门|单位|本级)?[(]?(?:部门|单位|本级)?[)]?[预决]算', 1
        ), ''),
        case when length(announced.text_before) between 4 and 40 then announced.text_before end
    )") }} as announced_unit_name
from announced
full join keyed using (document_id)
