{{ config(materialized='ephemeral') }}

with

project_form as (

    select *
    from {{ ref('int_performance_named') }}
    where form_scope = 'project'

),

stated as (

    -- the number of forms that a budget says it discloses or, where it does not, manages
    select
        document_id,
        line_no,
        amount
    from {{ ref('int_narrative_claim') }}
    semi join project_form using (document_id)
    where
        section_code = 'performance'
        and claim_kind = 'count'
        and topic_code in ('disclosed', 'managed')
    qualify row_number() over (partition by document_id order by topic_code, figure_no) = 1

),

counted as (

    select
        document_id,
        'lhs' as side,
        line_no,
        amount
    from stated
    union all
    select
        document_id,
        'rhs' as side,
        first_line_no as line_no,
        1 as amount
    from project_form
    semi join stated using (document_id)

)

-- a count stands in amount_yuan as it is, and is not rounded
select
    document_id,
    'performance_project_count' as rule_id,
    'performance_project_count' as identity_code,
    side,
    'performance_target' as form_code,
    'count' as measure_code,
    line_no,
    amount::decimal(18, 2) as amount_yuan
from counted
