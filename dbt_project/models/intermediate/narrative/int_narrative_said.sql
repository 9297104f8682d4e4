{{ config(materialized='ephemeral') }}

select
    document_id,
    figure_no,
    section_code,
    paragraph_no,
    sentence_no,
    position_no,
    line_no,
    frame_no,
    -- among those that claim something
    row_number() over (partition by document_id, frame_no order by figure_no) as frame_position,
    bracket_depth,
    place_no,
    place_count,
    printed_amount,
    printed_unit,
    amount,
    before,
    following,
    clause,
    lead_text,
    document_phase_code,
    unit_name,
    basis_words,
    case
        when
            figure_kind = 'amount'
            and regexp_matches(clause, '大于|小于|高于|低于|超过|多于|少于|[增减]支|追加|调[增减剂]')
            then 'other'
        when figure_kind = 'amount' and year_offset = -1 then 'prior_amount'
        else figure_kind
    end as figure_kind,
    year_offset,
    own_text,
    {{ clause_topic('own_text') }} as topic_text,
    is_reason
    or is_bare_list
    or own_text is null
    or year_offset is null
    or year_offset not in (-1, 0)
    -- vehicles and houses are counted at the end of a year
    or year_offset = -1
    and figure_kind != 'amount'
    and not (figure_kind = 'count' and section_code = 'assets') as is_undecided,
    context_text
from {{ ref('int_narrative_worded') }}
inner join {{ ref('int_narrative_year') }} using (document_id, figure_no)
where figure_kind not in ('date', 'ordinal', 'identifier', 'threshold')
