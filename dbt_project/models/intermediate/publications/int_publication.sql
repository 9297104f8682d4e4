{{ config(materialized='table') }}

with

content as (

    -- what a file holds of its publication: forms that state amounts, and prose
    select distinct
        document_id,
        statement_code as part
    from {{ ref('int_keyed_amount') }}
    where statement_code is not null
    union
    select
        document_id,
        'prose' as part
    from {{ ref('stg_line') }}
    where length(text) > 40 and not contains(text, chr(9))
    group by document_id
    having count(*) >= 5

),

held as (

    select
        document_id,
        list(part order by part) as parts
    from content
    group by document_id

),

keyed as (

    select
        document.document_id,
        {{ surrogate_key(['document.document_id']) }} as document_key,
        document.unit_name,
        document.fiscal_year,
        document.phase_code,
        document.scope,
        document.source_path,
        landed.landed_at,
        landed.withdrawn_at,
        document.unit_name != '' and document.fiscal_year is not null
        and document.phase_code is not null as is_placed,
        coalesce(held.parts, []) as parts
    from {{ ref('int_document') }} as document
    inner join {{ ref('stg_document') }} as landed using (document_id)
    left join held using (document_id)

),

published as (

    -- what cannot be told apart is a publication of its own
    select
        *,
        case
            when is_placed
                then {{ surrogate_key(['unit_name', 'fiscal_year', 'phase_code', 'scope']) }}
            else {{ surrogate_key(["'file'", 'document_id']) }}
        end as publication_key
    from keyed

),

ranked as (

    -- 1 is the newest edition
    select
        *,
        row_number() over (
            partition by publication_key
            order by withdrawn_at is null desc, landed_at desc, source_path desc, document_id
        ) as edition_rank
    from published

),

replaced as (

    -- A newer file replaces an older one of the same publication if it prints more than half of
    -- what that holds; else the two are parts: text and tables, a page and its attachment.
    select
        older.document_id,
        min_by(newer.document_key, newer.edition_rank) as superseded_by_document_key
    from ranked as older
    inner join ranked as newer
        on
            older.publication_key = newer.publication_key
            and newer.edition_rank < older.edition_rank
    where
        newer.withdrawn_at is null
        and len(list_intersect(older.parts, newer.parts)) * 2 >= len(older.parts)
        and (len(older.parts) = 0 or len(list_intersect(older.parts, newer.parts)) > 0)
    group by older.document_id

)

select
    ranked.document_id,
    ranked.document_key,
    ranked.publication_key,
    ranked.unit_name,
    {{ unit_key('ranked.unit_name') }} as unit_key,
    ranked.fiscal_year,
    ranked.phase_code,
    coalesce(ranked.fiscal_year, {{ unknown_key() }})::bigint as fiscal_year_key,
    coalesce(phase.phase_key, {{ unknown_key() }})::bigint as phase_key,
    ranked.scope,
    case
        when ranked.parts = ['prose'] then 'text'
        when list_contains(ranked.parts, 'prose') then 'complete'
        else 'tables'
    end as part,
    ranked.is_placed,
    ranked.edition_rank,
    ranked.withdrawn_at is null and replaced.document_id is null as is_current,
    replaced.superseded_by_document_key
from ranked
left join {{ ref('phase') }} as phase on ranked.phase_code = phase.code
left join replaced on ranked.document_id = replaced.document_id
