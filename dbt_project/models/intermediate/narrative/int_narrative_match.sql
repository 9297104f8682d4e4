with

claim as (

    select *
    from {{ ref('int_narrative_asked') }}

),

form_printed as (

    select distinct
        part.document_id,
        part.tabled_document_id,
        grid.form_code,
        document.phase_code
    from {{ ref('int_narrative_part') }} as part
    inner join {{ ref('int_grid') }} as grid on part.tabled_document_id = grid.document_id
    inner join
        {{ ref('int_document') }} as document
        on part.tabled_document_id = document.document_id
    where grid.form_code is not null
    -- of two files that print a form the document's own counts
    qualify
        dense_rank() over (
            partition by part.document_id, grid.form_code
            order by part.document_id = part.tabled_document_id desc, part.tabled_document_id
        ) = 1

),

target as (

    -- the alternatives of each claim, all their terms printed in the publication
    select
        claim.document_id,
        form_printed.tabled_document_id,
        claim.figure_no,
        claim.claim_kind,
        claim.amount,
        claim.amount_yuan,
        claim.yuan_per_unit,
        claim.rounding,
        claim.section_code = target.section_code as is_own_section,
        target.section_code,
        target.alternative,
        target.form_code,
        case target.line_code when '{class}' then claim.subject_code else target.line_code end
            as line_code,
        target.measure_code
    from claim
    inner join {{ ref('narrative_target') }} as target
        on
            case
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
            and (
                claim.section_code = target.section_code
                -- the same words may mean the same of another fund: 基本支出 of 财政拨款
                or claim.claim_kind = 'amount'
                and target.topic_code not in ('total', 'other', 'business')
            )
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
        -- a cell of the other file has no place in this one
        {%- for place in ['grid_no', 'row_no', 'column_no', 'line_no'] %}
        if(target.document_id = target.tabled_document_id, reference.{{ place }}, null)
            as {{ place }},
        {%- endfor %}
        reference.document_id is not null as is_found,
        coalesce(reference.amount_yuan, 0) as term_yuan,
        coalesce(reference.is_printed, false) as is_printed,
        coalesce(reference.rounding_yuan, 0) as term_rounding_yuan
    from target
    left join {{ ref('int_narrative_reference') }} as reference
        on
            target.tabled_document_id = reference.document_id
            and target.form_code = reference.form_code
            and target.line_code = reference.line_code
            and target.measure_code = reference.measure_code

),

compared as (

    select
        document_id,
        figure_no,
        is_own_section,
        alternative,
        any_value(tabled_document_id) as tabled_document_id,
        sum(term_yuan)::decimal(18, 2) as matched_yuan,
        bool_or(is_printed) as is_printed,
        (
            any_value(
                case when claim_kind in ('amount', 'count') then coalesce(amount_yuan, amount) end
            )
            - sum(term_yuan)
        )::decimal(18, 2) as difference_yuan,
        if(any_value(claim_kind) = 'count', abs(difference_yuan), 0) as distance,
        (
            sum(if(is_printed, term_rounding_yuan, 0))
            + any_value(coalesce(yuan_per_unit, 0) * rounding)
        )::decimal(18, 2) as tolerance_yuan,
        list(
            {
                grid_no: grid_no, row_no: row_no, column_no: column_no, line_no: line_no,
                amount_yuan: term_yuan, is_printed: is_printed, rounding_yuan: term_rounding_yuan
            }
            order by grid_no, row_no, column_no, term_yuan
        ) filter (where is_found) as terms,
        min(form_code) as form_code
    from found
    group by document_id, figure_no, is_own_section, section_code, alternative
    -- zero is what a form leaves out; of another amount, or of a count that is not asked for, a
    -- form that does not list it says nothing
    having
        bool_or(is_found)
        or is_own_section and any_value(amount) = 0 and bool_and(measure_code != 'count')

),

judged as (

    -- of several cells of a row the form may mean the one that the words repeat
    select
        * replace (
            if(is_one_of_row, matched_yuan + difference_yuan, matched_yuan) as matched_yuan,
            if(is_one_of_row, 0, difference_yuan) as difference_yuan,
            if(
                is_one_of_row,
                list_filter(
                    terms, lambda cell: cell.amount_yuan = matched_yuan + difference_yuan
                )[:1],
                terms
            ) as terms
        ),
        coalesce(is_one_of_row or abs(difference_yuan) <= tolerance_yuan, false) as is_equal
    from (
        select
            *,
            abs(difference_yuan) > tolerance_yuan
            and len(list_distinct(list_transform(terms, lambda cell: cell.row_no))) = 1
            and list_contains(
                list_transform(terms, lambda cell: cell.amount_yuan),
                matched_yuan + difference_yuan
            ) as is_one_of_row
        from compared
    ) as weighed

),

chosen as (

    -- of several figures that a sentence may repeat, the one that it states; else the first
    -- printed, and of counts the nearest: the projects of one form, or of two
    select
        *,
        -- 当年拨款: the total of the section is not the one that the form of its parts prints
        is_equal
        and alternative > 1
        and bool_or(not is_equal and is_own_section and alternative = 1) over of_figure
            as is_of_less
    from judged
    where is_own_section or is_equal
    window of_figure as (partition by document_id, figure_no)
    qualify row_number() over (
            partition by document_id, figure_no
            order by not is_equal, not is_own_section, not is_printed, distance, alternative
        ) = 1

)

-- what is said of a part of the form is not held against the whole of it
select
    chosen.document_id,
    figure_no,
    form_code,
    tabled_document_id,
    matched_yuan,
    difference_yuan,
    tolerance_yuan,
    is_printed,
    is_own_section,
    terms
from chosen
inner join claim using (document_id, figure_no)
qualify
    is_equal
    or not coalesce(
        max_by(is_of_less, figure_no) filter (
            where claim.topic_code in ('expenditure_total', 'expenditure_grand_total')
        ) over (
            partition by chosen.document_id, claim.section_code
            order by figure_no
        ),
        false
    )
