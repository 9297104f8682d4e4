{{ config(materialized='ephemeral') }}

with

based as (

    -- the same division a year before: every part and the whole say how they changed
    select
        division.document_id,
        division.whole_no,
        division.part_group,
        part.line_no,
        part.base_yuan,
        part.base_rounding_yuan,
        whole.line_no as whole_line_no,
        whole.base_yuan as whole_base_yuan,
        whole.base_rounding_yuan as whole_base_rounding_yuan
    from {{ ref('int_narrative_division') }} as division
    inner join {{ ref('int_narrative_quantity') }} as part_claim
        on
            division.document_id = part_claim.document_id
            and division.part_no = part_claim.figure_no
    inner join {{ ref('int_narrative_quantity') }} as whole_claim
        on
            division.document_id = whole_claim.document_id
            and division.whole_no = whole_claim.figure_no
    left join {{ ref('int_narrative_change') }} as part
        on
            part_claim.document_id = part.document_id
            and part_claim.section_code = part.section_code
            and part_claim.phase_code = part.phase_code
            and part_claim.about = part.about
    left join {{ ref('int_narrative_change') }} as whole
        on
            whole_claim.document_id = whole.document_id
            and whole_claim.section_code = whole.section_code
            and whole_claim.phase_code = whole.phase_code
            and whole_claim.about = whole.about
    window
        list_of_parts as (
            partition by division.document_id, division.whole_no, division.part_group
        )
    qualify
        count(*) over list_of_parts = count(part.base_yuan) over list_of_parts
        and whole.base_yuan is not null
        -- 比上年预算数 and 比上年执行数 are two bases
        and count(distinct coalesce(part.basis_words, '')) over list_of_parts = 1
        and coalesce(part.basis_words, '') = coalesce(whole.basis_words, '')

)

select distinct
    document_id,
    'narrative_parts' as rule_id,
    whole_no as figure_no,
    part_group,
    'lhs' as side,
    whole_no as claim_no
from {{ ref('int_narrative_division') }}
union all by name
select
    document_id,
    'narrative_parts' as rule_id,
    whole_no as figure_no,
    part_group,
    'rhs' as side,
    part_no as claim_no
from {{ ref('int_narrative_division') }}
union all by name
select distinct
    document_id,
    'narrative_base' as rule_id,
    whole_no as figure_no,
    part_group,
    'lhs' as side,
    whole_line_no as line_no,
    whole_base_yuan as amount_yuan,
    whole_base_rounding_yuan as rounding_yuan
from based
union all by name
select
    document_id,
    'narrative_base' as rule_id,
    whole_no as figure_no,
    part_group,
    'rhs' as side,
    line_no,
    base_yuan as amount_yuan,
    base_rounding_yuan as rounding_yuan
from based
