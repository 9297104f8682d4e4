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
    -- of paragraphs: lines that are broken at the margin are short
    select
        document_id,
        'prose' as part
    from {{ ref('int_narrative_paragraph') }}
    where length(text) > 40
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

published as (

    -- a file of which body, year or phase is not known is a publication of its own
    select
        document.*,
        document.unit_name != '' and document.fiscal_year is not null
        and document.phase_code is not null as is_placed,
        case
            when document.unit_name != '' and document.fiscal_year is not null
                and document.phase_code is not null
                then {{ surrogate_key(['unit_name', 'fiscal_year', 'phase_code', 'scope']) }}
            else {{ surrogate_key(["'file'", 'document_id']) }}
        end as publication_key
    from {{ ref('int_document') }} as document

)

select
    document_id,
    published.publication_key,
    published.unit_name,
    published.fiscal_year,
    published.phase_code,
    published.scope,
    published.is_placed,
    coalesce(held.parts, []) as parts,
    landed.withdrawn_at is null as is_there,
    evidence.correction_no,
    evidence.dated_on,
    landed.file_date as filed_on,
    -- 1 is the newest, by what a clean build knows, too; when a file landed it does not
    row_number() over (
        partition by published.publication_key
        order by
            landed.withdrawn_at is null desc,
            evidence.correction_no desc,
            evidence.dated_on desc nulls last,
            landed.file_date desc nulls last,
            published.source_path desc,
            document_id asc
    ) as edition_no
from published
inner join {{ ref('stg_document') }} as landed using (document_id)
inner join {{ ref('int_edition_evidence') }} as evidence using (document_id)
left join held using (document_id)
