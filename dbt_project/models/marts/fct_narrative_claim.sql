with

identity as (

    select
        *,
        try_cast(split_part(identity_code, '|', 2) as integer) as figure_no
    from {{ ref('int_identity') }}
    where rule_id like 'narrative_%'

),

involved as (

    -- the identity that is about the claim itself says more than one it is a term of
    select
        document_id,
        figure_no,
        verdict,
        1 as distance
    from identity
    where
        rule_id not in (
            'narrative_parts', 'narrative_base', 'narrative_direction', 'narrative_prior_year'
        )
    union all
    select
        identity.document_id,
        anchor.change_no as figure_no,
        identity.verdict,
        2 as distance
    from identity
    inner join {{ ref('int_narrative_anchor') }} as anchor
        on
            identity.document_id = anchor.document_id
            and identity.figure_no = anchor.figure_no
    where identity.rule_id = 'narrative_change'
    union all
    select
        term.document_id,
        term.column_no as figure_no,
        identity.verdict,
        3 as distance
    from {{ ref('int_identity_term') }} as term
    inner join identity
        on
            term.document_id = identity.document_id
            and term.identity_code = identity.identity_code
    where
        term.identity_kind = 'narrative'
        and term.grid_no = 0
        and identity.rule_id = 'narrative_parts'

),

judged as (

    select *
    from involved
    qualify row_number() over (
            partition by document_id, figure_no
            order by distance asc, verdict = 'violation' desc, verdict
        ) = 1

)

select
    {{ surrogate_key(['claim.document_id', 'claim.line_no', 'claim.figure_no']) }}
        as narrative_claim_key,
    document.document_key,
    document.unit_key,
    document.fiscal_year_key,
    coalesce(phase.phase_key, {{ unknown_key() }}) as phase_key,
    case
        when claim.subject_code is null then {{ not_applicable_key() }}
        else coalesce(subject.subject_key, {{ unknown_key() }})
    end as subject_key,
    document.is_current,
    false as is_additive,
    claim.line_no,
    claim.figure_no as claim_no,
    claim.section_code,
    claim.claim_kind,
    claim.topic_code,
    topic.name as topic_name,
    claim.printed_amount,
    claim.printed_unit,
    claim.amount_yuan,
    case
        when claim.claim_kind in ('share', 'completion', 'change_rate')
            then try_cast(claim.amount as decimal(18, 4))
    end as percentage,
    case when claim.claim_kind = 'count' then claim.amount::decimal(18, 2) end as quantity,
    claim.direction,
    case
        when claim.claim_kind in ('change', 'unchanged')
            then (base.amount_yuan - claim.amount_yuan * claim.direction)::decimal(18, 2)
    end as implied_base_yuan,
    case
        when match.figure_no is not null and claim.claim_kind in ('amount', 'count')
            then 'table'
        when judged.verdict is not null then 'narrative'
        else 'none'
    end as counterpart,
    case when claim.claim_kind in ('amount', 'count') then match.matched_yuan end as matched_amount,
    case
        when claim.claim_kind in ('amount', 'count')
            then list_sort(list_distinct(list_transform(match.terms, lambda cell: cell['line_no'])))
    end as matched_line_nos,
    coalesce(judged.verdict, 'not_evaluable') as verdict
from {{ ref('int_narrative_claim') }} as claim
inner join {{ ref('dim_document') }} as document on claim.document_id = document.document_id
left join {{ ref('dim_phase') }} as phase on claim.phase_code = phase.code
left join {{ ref('dim_subject') }} as subject on claim.subject_code = subject.code
left join {{ ref('narrative_topic') }} as topic
    on claim.section_code = topic.section_code and claim.topic_code = topic.topic_code
left join {{ ref('int_narrative_match') }} as match
    on claim.document_id = match.document_id and claim.figure_no = match.figure_no
left join {{ ref('int_narrative_anchor') }} as anchor
    on claim.document_id = anchor.document_id and claim.figure_no = anchor.figure_no
left join {{ ref('int_narrative_claim') }} as base
    on anchor.document_id = base.document_id and anchor.amount_no = base.figure_no
left join judged on claim.document_id = judged.document_id and claim.figure_no = judged.figure_no
