{{ config(materialized='ephemeral') }}

with

term as (

    select *
    from {{ ref('int_identity_cross_term') }}
    where side in ('lhs', 'rhs')

),

stated as (

    select distinct
        document_id,
        phase_code,
        form_code,
        line_code,
        measure_code,
        case when regexp_full_match(line_code, '[23]\d+') then length(line_code) end
            as code_length
    from {{ ref('int_comparable_figure') }}
    inner join {{ ref('int_document') }} using (document_id)
    where is_printed and amount_yuan != 0

)

select
    term.rule_id,
    stated.document_id,
    term.member_code as code
from term
inner join stated
    on
        term.form_code = stated.form_code
        and term.line_code = stated.line_code
        and term.measure_code = stated.measure_code
        and coalesce(term.phase_code, stated.phase_code) = stated.phase_code
where term.member_code is not null
union
select
    term.rule_id,
    stated.document_id,
    stated.line_code as code
from term
inner join stated
    on
        term.form_code = stated.form_code
        and term.measure_code = stated.measure_code
        and coalesce(term.phase_code, stated.phase_code) = stated.phase_code
where
    list_contains(term.code_lengths, stated.code_length)
    and regexp_matches(stated.line_code, term.code_pattern)
union
select
    term.rule_id,
    document.document_id,
    '' as code
from term
inner join {{ ref('int_document') }} as document
    on coalesce(term.phase_code, document.phase_code) = document.phase_code
group by term.rule_id, document.document_id
having not bool_or(term.member_code is not null or term.code_lengths is not null)
