with

claim as (

    select *
    from {{ ref('int_narrative_claim') }}
    -- 完成全年预算的 x% asks for the budget, which a table may state and no sentence
    where claim_kind in ('amount', 'count', 'completion') and topic_code is not null

),

form_printed as (

    select distinct
        document_id,
        form_code,
        document.phase_code
    from {{ ref('int_grid') }}
    inner join {{ ref('int_document') }} as document using (document_id)
    where form_code is not null

),

target as (

    -- the alternatives of each claim, all their terms printed in the document
    select
        claim.document_id,
        claim.figure_no,
        claim.claim_kind,
        claim.amount,
        claim.amount_yuan,
        claim.yuan_per_unit,
        claim.rounding,
        target.alternative,
        target.form_code,
        case target.line_code when '{class}' then claim.subject_code else target.line_code end
            as line_code,
        target.measure_code
    from claim
    inner join {{ ref('narrative_target') }} as target
        on
            claim.section_code = target.section_code
            and case
                when claim.claim_kind != 'count'
                    then claim.topic_code = target.topic_code and target.measure_code != 'count'
                -- 0 批次，0 人次: forms count the former
                when claim.printed_unit not in ('人次', '人')
                    then
                        target.measure_code = 'count'
                        and target.topic_code
                        in (claim.topic_code, concat(claim.topic_code, '_count'))
            end
            and claim.phase_code = target.phase_code
    inner join form_printed
        on
            claim.document_id = form_printed.document_id
            and target.form_code = form_printed.form_code
            -- what was budgeted is not what the accounts print
            and (target.phase_code = 'budget') = (form_printed.phase_code = 'budget')
    where target.line_code != '{class}' or claim.subject_code is not null

),

found as (

    select
        target.*,
        reference.grid_no,
        reference.row_no,
        reference.column_no,
        reference.line_no,
        coalesce(reference.amount_yuan, 0) as term_yuan,
        coalesce(reference.is_printed, false) as is_printed,
        coalesce(reference.yuan_per_unit, 0) as term_yuan_per_unit
    from target
    left join {{ ref('int_narrative_reference') }} as reference
        on
            target.document_id = reference.document_id
            and target.form_code = reference.form_code
            and target.line_code = reference.line_code
            and target.measure_code = reference.measure_code

),

compared as (

    select
        document_id,
        figure_no,
        alternative,
        sum(term_yuan)::decimal(18, 2) as matched_yuan,
        bool_or(is_printed) as is_printed,
        (
            any_value(case when claim_kind != 'completion' then coalesce(amount_yuan, amount) end)
            - sum(term_yuan)
        )::decimal(18, 2) as difference_yuan,
        (
            sum(case when is_printed then term_yuan_per_unit else 0 end) * 0.005
            + any_value(coalesce(yuan_per_unit, 0) * rounding)
        )::decimal(18, 2) as tolerance_yuan,
        list(
            {
                grid_no: grid_no, row_no: row_no, column_no: column_no, line_no: line_no,
                amount_yuan: term_yuan, is_printed: is_printed, yuan_per_unit: term_yuan_per_unit
            }
            order by grid_no, row_no, column_no
        ) filter (where line_no is not null) as terms,
        min(form_code) as form_code
    from found
    group by document_id, figure_no, alternative
    -- a class that the form does not list has nothing there; of a column that is not printed or a
    -- count that is not asked for the form says nothing
    having
        count(line_no) > 0
        or bool_and(regexp_full_match(line_code, '\d+'))
        or any_value(amount) = 0 and bool_and(measure_code != 'count')

)

-- Of several figures that a sentence may repeat, the one that it states; else the first printed.
select
    document_id,
    figure_no,
    form_code,
    matched_yuan,
    difference_yuan,
    tolerance_yuan,
    is_printed,
    terms
from compared
qualify row_number() over (
        partition by document_id, figure_no
        order by
            coalesce(abs(difference_yuan) <= tolerance_yuan, false) desc,
            is_printed desc,
            alternative asc
    ) = 1
