update source set
    checked_at = :now, status = :status, outcome = :outcome, reason = :reason, detail = :detail,
    ask_not_before = :ask_not_before
where url = :url
