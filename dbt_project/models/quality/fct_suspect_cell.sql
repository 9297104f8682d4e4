with

suspect as (

    select
        document_id,
        suspect_cell_key,
        suspect_kind,
        grid_no,
        row_no,
        column_no,
        min(tie_count) as tie_count
    from {{ ref('int_identity_cause') }}
    group by document_id, suspect_cell_key, suspect_kind, grid_no, row_no, column_no

)

select
    suspect.suspect_cell_key,
    suspect.document_id,
    case
        when suspect.grid_no = 0 and suspect.suspect_kind = 'cell' then 'sentence'
        else suspect.suspect_kind
    end as suspect_kind,
    printed.line_no,
    printed.column_no,
    case
        when suspect.suspect_kind in ('missing_row', 'missing_part') then ''
        else printed.printed_amount
    end as printed_amount,
    case
        when suspect.suspect_kind in ('missing_row', 'missing_part') then candidate.change_yuan
        when printed.yuan_per_digit > 0
            then
                {{ rounded_to(
                    '(printed.amount_yuan + candidate.change_yuan)', 'printed.yuan_per_digit'
                ) }}
        else printed.amount_yuan + candidate.change_yuan
    end::decimal(18, 2) as proposed_amount_yuan,
    -- certain if it explains all and breaks nothing, and nothing else does as well
    (
        candidate.explained_count
        / (candidate.explained_count + candidate.broken_count)
        / suspect.tie_count
    )::decimal(5, 4) as confidence,
    candidate.rule_ids,
    candidate.explained_count,
    candidate.broken_count,
    suspect.tie_count,
    printed.form_code,
    printed.header_path
from suspect
inner join {{ ref('int_suspect_candidate') }} as candidate
    using (document_id, suspect_kind, grid_no, row_no, column_no)
inner join {{ ref('int_suspect_printed') }} as printed
    using (document_id, grid_no, row_no, column_no)
