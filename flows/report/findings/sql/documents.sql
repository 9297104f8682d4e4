-- One row per document that is scored, with the counts of its findings.
select
    document.document_id,
    document.source_path,
    document.title,
    document.sha256,
    unit.name as unit,
    year.name as fiscal_year,
    phase.name as phase,
    document.status,
    scorecard.identity_count,
    scorecard.pass_count,
    scorecard.rounding_count,
    scorecard.violation_count,
    scorecard.notice_count,
    scorecard.reading_doubt_count,
    scorecard.not_evaluable_count,
    scorecard.claim_count,
    scorecard.matched_claim_count,
    scorecard.suspect_cell_count,
    scorecard.repaired_label_count,
    scorecard.recognised_figure_count,
    scorecard.unconfirmed_figure_count,
    document.unread_page_count
from quality.rpt_document_scorecard as scorecard
inner join marts.dim_document as document using (document_id)
inner join marts.dim_unit as unit using (unit_key)
inner join marts.dim_fiscal_year as year using (fiscal_year_key)
inner join marts.dim_phase as phase using (phase_key)
order by document.source_path, document.document_id
