{{ config(materialized='ephemeral') }}

select
    document_id,
    figure_no,
    section_code,
    paragraph_no,
    frame_no,
    position_no,
    place_count,
    claim_kind,
    topic_code,
    phase_code,
    is_named,
    clause,
    lead_text,
    concat_ws('.', topic_code, subject_code) as about
from {{ ref('int_narrative_claim') }}
where topic_code is not null
