{{ config(materialized='view') }}

with

known as (

    -- what a clean build knows, too; when a file landed it does not
    select
        document_id,
        document.source_path,
        document.unit_name,
        document.fiscal_year,
        document.phase_code,
        landed.withdrawn_at is null as is_there,
        evidence.correction_no,
        evidence.dated_on,
        landed.file_date as filed_on
    from {{ ref('int_document') }} as document
    inner join {{ ref('stg_document') }} as landed using (document_id)
    inner join {{ ref('int_edition_evidence') }} as evidence using (document_id)

),

ranked as (

    -- what a unit publishes for a year and phase, the newest first; of an unknown unit each stands
    -- for itself
    select
        *,
        row_number() over newest_first as edition_no,
        lead(correction_no) over newest_first as correction_no_before,
        lead(dated_on) over newest_first as dated_on_before,
        lead(filed_on) over newest_first as filed_on_before,
        lead(is_there, 1, false) over newest_first as has_one_before
    from known
    window newest_first as (
        partition by
            unit_name, fiscal_year, phase_code, case when unit_name = '' then document_id end
        order by
            is_there desc,
            correction_no desc,
            dated_on desc nulls last,
            filed_on desc nulls last,
            source_path desc,
            document_id asc
    )

),

judged as (

    select
        *,
        is_there and edition_no = 1 as is_current,
        case
            when not has_one_before then 'only'
            when correction_no > correction_no_before then 'correction'
            when dated_on > dated_on_before then 'date'
            when
                coalesce(dated_on = dated_on_before, dated_on is null)
                and filed_on > filed_on_before
                then 'file_date'
            else 'undecided'
        end as basis
    from ranked

),

replaced as (

    select
        *,
        max(document_id) filter (where is_current and unit_name != '') over (
            partition by unit_name, fiscal_year, phase_code
        ) as current_document_id
    from judged

)

select
    document_id,
    unit_name,
    fiscal_year,
    phase_code,
    is_current,
    case
        when is_current then 'current'
        when current_document_id is not null then 'superseded'
        else 'withdrawn'
    end as status,
    if(is_current, basis, null) as basis,
    if(is_current, null, current_document_id) as superseded_by_document_id
from replaced
