with

candidate as (

    select
        *,
        explained_count - broken_count as score
    from (
        select * from {{ ref('int_suspect_cell') }}
        union all
        select * from {{ ref('int_suspect_row') }}
        union all
        select * from {{ ref('int_suspect_unit') }}
    ) as suspected

),

claimed as (

    -- every failing identity names what explains it best
    select
        candidate.document_id,
        candidate.suspect_kind,
        candidate.grid_no,
        candidate.row_no,
        candidate.column_no,
        -- a percentage that is wrong explains as much as the amount it speaks of
        count(*)
            over (
                partition by
                    candidate.document_id,
                    failed.identity_code,
                    candidate.score,
                    candidate.is_stated
            )
        + regexp_matches(failed.identity_code, '^narrative_(?:share|completion)')::integer
            as tie_count
    from candidate, unnest(candidate.identity_codes) as failed (identity_code)
    where candidate.score > 0
    -- of equals, a figure that is printed was sooner misprinted than one left out
    qualify rank() over (
            partition by candidate.document_id, failed.identity_code
            order by candidate.score desc, candidate.is_stated desc
        ) = 1

),

suspect as (

    select
        document_id,
        suspect_kind,
        grid_no,
        row_no,
        column_no,
        min(tie_count) as tie_count
    from claimed
    group by document_id, suspect_kind, grid_no, row_no, column_no

),

printed as (

    select
        document_id,
        grid_no,
        row_no,
        column_no,
        line_no,
        amount_yuan,
        coalesce(printed_amount, '') as printed_amount,
        form_code,
        header_path,
        null as yuan_per_digit
    from {{ ref('int_figure') }}
    qualify row_number() over (
            partition by document_id, grid_no, row_no, column_no order by is_printed desc
        ) = 1
    union all
    -- the figures of sentences, as int_identity_narrative addresses them
    select
        document_id,
        0 as grid_no,
        line_no as row_no,
        figure_no::integer as column_no,
        line_no,
        coalesce(amount_yuan, amount) as amount_yuan,
        printed_amount,
        null as form_code,
        '' as header_path,
        -- a rate says an amount to more digits than the sentence prints
        (yuan_per_unit * rounding * 2)::decimal(18, 2) as yuan_per_digit
    from {{ ref('int_narrative_claim') }}
    union all
    -- the figures of attachments, which are no figures of a statutory form
    select distinct
        figure.document_id,
        figure.grid_no,
        figure.row_no,
        figure.column_no,
        figure.line_no,
        figure.amount_yuan,
        trim(cell.text) as printed_amount,
        null as form_code,
        cell.header_path,
        null as yuan_per_digit
    from {{ ref('int_identity_cell') }} as figure
    inner join {{ ref('stg_cell') }} as cell
        on
            figure.document_id = cell.document_id
            and figure.grid_no = cell.grid_no
            and figure.row_no = cell.row_no
            and figure.column_no = cell.column_no
    anti join {{ ref('int_figure') }} as statutory
        on
            figure.document_id = statutory.document_id
            and figure.grid_no = statutory.grid_no
            and figure.row_no = statutory.row_no
            and figure.column_no = statutory.column_no

)

select
    {{ surrogate_key([
        'suspect.document_id',
        'suspect.suspect_kind',
        'suspect.grid_no',
        'suspect.row_no',
        'suspect.column_no'
    ]) }} as suspect_cell_key,
    suspect.document_id,
    case
        when suspect.grid_no = 0 then 'sentence' else suspect.suspect_kind
    end as suspect_kind,
    printed.line_no,
    printed.column_no,
    case suspect.suspect_kind when 'missing_row' then '' else printed.printed_amount end
        as printed_amount,
    case
        when printed.yuan_per_digit > 0
            then
                {{ rounded_to(
                    '(printed.amount_yuan + candidate.change_yuan)', 'printed.yuan_per_digit'
                ) }}
        when suspect.suspect_kind = 'missing_row' then candidate.change_yuan
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
inner join candidate
    on
        suspect.document_id = candidate.document_id
        and suspect.suspect_kind = candidate.suspect_kind
        and suspect.grid_no = candidate.grid_no
        and suspect.row_no = candidate.row_no
        and suspect.column_no = candidate.column_no
inner join printed
    on
        suspect.document_id = printed.document_id
        and suspect.grid_no = printed.grid_no
        and suspect.row_no = printed.row_no
        and suspect.column_no = printed.column_no
