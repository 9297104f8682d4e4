with

identity as (

    select
        document_id,
        count(*) as identity_count,
        count(*) filter (where verdict = 'pass') as pass_count,
        count(*) filter (where verdict = 'rounding') as rounding_count,
        count(*) filter (where verdict = 'violation' and severity = 'law') as violation_count,
        count(*) filter (where verdict = 'violation' and severity = 'notice') as notice_count,
        count(*) filter (where verdict = 'reading_doubt') as reading_doubt_count,
        count(*) filter (where verdict = 'not_evaluable') as not_evaluable_count
    from {{ ref('fct_identity_result') }}
    group by document_id

),

suspect as (

    select
        document_id,
        count(*) as suspect_cell_count
    from {{ ref('fct_suspect_cell') }}
    group by document_id

),

claim as (

    select
        document_key,
        count(*) as claim_count,
        count(*) filter (where counterpart != 'none') as matched_claim_count
    from {{ ref('fct_narrative_claim') }}
    group by document_key

),

repair as (

    select
        document_id,
        count(distinct line_no) as repaired_label_count
    from {{ ref('fct_label_repair') }}
    group by document_id

),

recognised as (

    select
        document_id,
        count(*) as recognised_figure_count,
        count(*) filter (where verdict != 'pass') as unconfirmed_figure_count
    from {{ ref('int_recognised_figure') }}
    group by document_id

)

select
    document.document_key,
    document.document_id,
    document.source_path,
    document.title,
    coalesce(identity.identity_count, 0) as identity_count,
    coalesce(identity.pass_count, 0) as pass_count,
    coalesce(identity.rounding_count, 0) as rounding_count,
    coalesce(identity.violation_count, 0) as violation_count,
    coalesce(identity.notice_count, 0) as notice_count,
    coalesce(identity.reading_doubt_count, 0) as reading_doubt_count,
    coalesce(identity.not_evaluable_count, 0) as not_evaluable_count,
    coalesce(suspect.suspect_cell_count, 0) as suspect_cell_count,
    coalesce(claim.claim_count, 0) as claim_count,
    coalesce(claim.matched_claim_count, 0) as matched_claim_count,
    coalesce(repair.repaired_label_count, 0) as repaired_label_count,
    coalesce(recognised.recognised_figure_count, 0) as recognised_figure_count,
    coalesce(recognised.unconfirmed_figure_count, 0) as unconfirmed_figure_count,
    document.held_out_reason
from {{ ref('dim_document') }} as document
left join identity on document.document_id = identity.document_id
left join suspect on document.document_id = suspect.document_id
left join claim on document.document_key = claim.document_key
left join repair on document.document_id = repair.document_id
left join recognised on document.document_id = recognised.document_id
where document.document_key > 0
