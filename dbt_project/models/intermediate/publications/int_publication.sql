{{ config(materialized='table') }}

with

replaced as (

    -- A newer file replaces an older one of the same publication if it prints at least half of
    -- what that holds; else the two are parts: text and tables, a page and its attachment.
    select
        older.document_id,
        newer.document_id as newer_document_id,
        older.edition_no,
        older.is_there,
        newer.edition_no as newer_edition_no,
        case
            when newer.correction_no > older.correction_no then 'correction'
            when newer.dated_on > older.dated_on then 'date'
            when
                coalesce(newer.dated_on = older.dated_on, newer.dated_on is null)
                and newer.filed_on > older.filed_on
                then 'file_date'
            else 'undecided'
        end as basis
    from {{ ref('int_edition') }} as older
    inner join {{ ref('int_edition') }} as newer
        on
            older.publication_key = newer.publication_key
            and older.edition_no > newer.edition_no
    where
        newer.is_there
        and (
            len(older.parts) = 0
            or len(list_intersect(older.parts, newer.parts)) * 2 >= len(older.parts)
        )

),

superseded as (

    select
        document_id,
        min_by(newer_document_id, newer_edition_no) as superseded_by_document_id
    from replaced
    group by document_id

),

decided as (

    -- by what the newest was told from the one that it replaced last
    select
        newer_document_id as document_id,
        min_by(basis, edition_no) as basis
    from replaced
    where is_there
    group by newer_document_id

)

select
    document_id,
    {{ surrogate_key(['document_id']) }} as document_key,
    edition.publication_key,
    edition.unit_name,
    edition.fiscal_year,
    edition.phase_code,
    edition.scope,
    edition.is_placed,
    edition.edition_no,
    {{ unit_key('edition.unit_name') }} as unit_key,
    coalesce(edition.fiscal_year, {{ unknown_key() }})::bigint as fiscal_year_key,
    coalesce(phase.phase_key, {{ unknown_key() }})::bigint as phase_key,
    case
        when edition.parts = ['prose'] then 'text'
        when list_contains(edition.parts, 'prose') then 'complete'
        else 'tables'
    end as part,
    edition.is_there and superseded.document_id is null as is_current,
    case
        when superseded.document_id is not null then 'superseded'
        when edition.is_there then 'current'
        else 'withdrawn'
    end as status,
    if(
        edition.is_there and superseded.document_id is null, coalesce(decided.basis, 'only'), null
    ) as basis,
    superseded.superseded_by_document_id
from {{ ref('int_edition') }} as edition
left join superseded using (document_id)
left join decided using (document_id)
left join {{ ref('phase') }} as phase on edition.phase_code = phase.code
