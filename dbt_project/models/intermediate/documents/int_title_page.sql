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

),

titled as (

    select
        *,
        coalesce(
            nullif(regexp_extract(
                title, '^([^\d《]{4,40}|[^\d《]{1,12}[省市县区州旗])(?:19|20)\d\d年', 1
            ), ''),
            nullif(regexp_extract(
                title, '(?:19|20)\d\d年度?([^\d《]{4,40}?)(?:部门|单位|本级)?[(]?(?:部门|单位|本级)?[)]?[预决]算', 1
            ), ''),
            case when length(text_before) between 4 and 40 then text_before end
        ) as printed_unit_name
    from announced

),

named as (

    select
        *,
        {{ unit_name('printed_unit_name') }} as unit_name
    from titled

),

broken as (

    -- a name that begins on the line above, as another line says it: 中共某市某区委 / 社会工作部
    select distinct
        named.document_id,
        concat(named.text_before, named.unit_name) as unit_name,
        concat(named.text_before, named.title) as title
    from named
    inner join opening
        on
            named.document_id = opening.document_id
            and named.text_before != named.unit_name
            and contains(opening.text, concat(named.text_before, named.unit_name))
    where regexp_full_match(named.text_before, '[㐀-鿿]{2,30}')

)

-- One row per document: what its first lines announce.
select
    document_id,
    named.line_no,
    coalesce(broken.title, named.title) as title,
    try_cast(regexp_extract(named.title, '((?:19|20)\d\d)年', 1) as integer) as fiscal_year,
    case when regexp_matches(named.title, '决算') then 'final' else 'budget' end as phase_code,
    keyed.unit_name as keyed_unit_name,
    coalesce(broken.unit_name, named.unit_name) as announced_unit_name,
    -- with （本级） beside it
    coalesce(keyed.unit_name, named.printed_unit_name) as printed_unit_name
from named
left join broken using (document_id)
full join keyed using (document_id)
