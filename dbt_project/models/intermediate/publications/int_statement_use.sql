{{ config(materialized='table') }}

with

held as (

    select
        publication.publication_key,
        bool_or(held.document_id is not null) as is_held_out
    from {{ ref('int_publication') }} as publication
    left join {{ ref('int_held_out') }} as held using (document_id)
    where publication.is_current
    group by publication.publication_key

),

counted as (

    -- of the department where it is published, else of the unit; never of a whole government
    select
        publication.*,
        publication.is_current
        and publication.scope != 'government'
        and not coalesce(held.is_held_out, false)
        and (
            publication.scope = 'department'
            or not exists (
                select 1
                from {{ ref('int_publication') }} as whole
                where
                    whole.scope = 'department'
                    and whole.is_current
                    and whole.fiscal_year_key = publication.fiscal_year_key
                    and whole.phase_key = publication.phase_key
                    and whole.unit_name in (publication.unit_name, parent.parent_unit_name)
            )
        ) as is_counted
    from {{ ref('int_publication') }} as publication
    left join held using (publication_key)
    left join {{ ref('unit_parent') }} as parent on publication.unit_name = parent.unit_name

),

printed as (

    -- of two current parts that print one statement the newer is the one to count
    select
        counted.*,
        sums.statement_key,
        sums.statement_code,
        sums.flow,
        sums.leaf_yuan,
        sums.tolerance_yuan,
        sums.subject_digits,
        sums.is_split_by_kind,
        sums.phase_key = counted.phase_key
        and sums.fiscal_year_key = counted.fiscal_year_key as is_of_publication,
        counted.edition_no = min(counted.edition_no) over (
            partition by counted.publication_key, counted.is_current, sums.statement_key
        ) as is_newest_print
    from {{ ref('int_statement_sum') }} as sums
    inner join counted using (document_id)

),

candidate as (

    select
        printed.*,
        question.question,
        question.total_rank,
        question.preference
    from printed
    inner join {{ ref('statement_question') }} as question
        on
            printed.statement_code = question.statement_code
            and printed.flow = question.flow
    where printed.is_current and printed.is_newest_print and printed.is_of_publication

),

total as (

    -- the total of a publication is what its most telling statement adds up to
    select
        publication_key,
        question,
        leaf_yuan as total_yuan,
        tolerance_yuan as total_tolerance_yuan
    from candidate
    where total_rank is not null
    qualify row_number() over (partition by publication_key, question order by total_rank) = 1

),

complete as (

    select *
    from candidate
    inner join total using (publication_key, question)
    where abs(leaf_yuan - total_yuan) <= tolerance_yuan + total_tolerance_yuan

),

chosen as (

    -- the finest statement that holds all of it
    select
        *,
        question as answers
    from complete
    qualify row_number() over (
            partition by publication_key, question
            order by subject_digits desc nulls last, preference asc
        ) = 1
    union all
    select
        *,
        'kind' as answers
    from complete
    where question = 'spending' and is_split_by_kind
    qualify row_number() over (
            partition by publication_key
            order by subject_digits desc nulls last, preference asc
        ) = 1

)

-- One row per document and statement with leaves: which questions its lines answer.
select
    printed.document_id,
    printed.document_key,
    printed.statement_key,
    bool_and(printed.is_counted and printed.is_newest_print) as is_counted,
    coalesce(bool_or(chosen.answers = 'spending'), false) as is_spending_basis,
    coalesce(bool_or(chosen.answers = 'kind'), false) as is_spending_by_kind_basis,
    coalesce(bool_or(chosen.answers = 'revenue'), false) as is_revenue_basis
from printed
left join chosen using (document_id, statement_key)
group by all
