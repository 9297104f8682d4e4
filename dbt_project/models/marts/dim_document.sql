{{ config(materialized='table') }}

with

keyed as (

    select
        {{ surrogate_key(['document.document_id']) }} as document_key,
        document.document_id,
        document.source_path,
        document.title,
        document.title as name,
        case
            when document.unit_name = '' then {{ unknown_key() }}
            else {{ surrogate_key(['document.unit_name']) }}
        end as unit_key,
        coalesce(document.fiscal_year, {{ unknown_key() }})::bigint as fiscal_year_key,
        coalesce(phase.phase_key, {{ unknown_key() }})::bigint as phase_key,
        landed.sha256,
        landed.media_type,
        landed.encoding,
        landed.byte_size,
        landed.line_count,
        landed.landed_at,
        landed.withdrawn_at,
        -- what a clean build knows, too; when a file landed it does not
        struct_pack(
            correction := coalesce(edition.correction_no, 0),
            "date" := edition.dated_on,
            file_date := edition.filed_on
        ) as edition
    from {{ ref('int_document') }} as document
    inner join {{ ref('stg_document') }} as landed on document.document_id = landed.document_id
    left join {{ ref('int_edition') }} as edition on document.document_id = edition.document_id
    left join {{ ref('phase') }} as phase on document.phase_code = phase.code

),

ranked as (

    -- the newest edition of what a unit publishes for a year and phase; what cannot be told apart
    -- stays
    select
        *,
        row_number() over newest_first as rank_no,
        lead(edition) over newest_first as edition_before,
        lead(withdrawn_at is null, 1, false) over newest_first as has_edition_before
    from keyed
    window newest_first as (
        partition by
            unit_key,
            fiscal_year_key,
            phase_key,
            case when unit_key = {{ unknown_key() }} then document_id end
        order by
            withdrawn_at is null desc,
            edition.correction desc,
            edition."date" desc nulls last,
            edition.file_date desc nulls last,
            source_path desc,
            document_id asc
    )

),

judged as (

    select
        *,
        withdrawn_at is null and rank_no = 1 as is_current,
        case
            when not has_edition_before then 'only'
            when edition.correction > edition_before.correction then 'correction'
            when edition."date" > edition_before."date" then 'date'
            when
                edition."date" is not distinct from edition_before."date"
                and edition.file_date > edition_before.file_date
                then 'file_date'
            else 'undecided'
        end as basis
    from ranked

),

replaced as (

    select
        *,
        max(document_key) filter (where is_current and unit_key != {{ unknown_key() }}) over (
            partition by unit_key, fiscal_year_key, phase_key
        ) as current_document_key
    from judged

)

select
    document_key,
    document_id,
    source_path,
    title,
    name,
    unit_key,
    fiscal_year_key,
    phase_key,
    is_current,
    case
        when is_current then 'current'
        when current_document_key is not null then 'superseded'
        else 'withdrawn'
    end as status,
    case
        when is_current then {{ not_applicable_key() }}
        else coalesce(current_document_key, {{ not_applicable_key() }})
    end as superseded_by_document_key,
    case when is_current then basis end as edition_basis,
    sha256,
    media_type,
    encoding,
    byte_size,
    line_count,
    landed_at,
    withdrawn_at
from replaced
union all
{{ reserved_members([
    'document_id', 'source_path', 'title', 'name', 'unit_key', 'fiscal_year_key', 'phase_key',
    'is_current', 'status', 'superseded_by_document_key', 'edition_basis', 'sha256', 'media_type',
    'encoding', 'byte_size', 'line_count', 'landed_at', 'withdrawn_at'
]) }}
