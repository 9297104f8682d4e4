with

unit as (

    select
        document.document_id,
        'unit_without_county' as kind,
        unit.name as text,
        null::integer as line_no
    from {{ ref('dim_document') }} as document
    inner join {{ ref('dim_unit') }} as unit on document.unit_key = unit.unit_key
    where unit.division_key = {{ unknown_key() }} and document.document_key > 0

),

narrative as (

    -- a figure of a sentence that claims something, but nobody knows what
    select
        document_id,
        'narrative_figure_not_understood' as kind,
        concat(printed_amount, printed_unit) as text,
        line_no
    from {{ ref('int_narrative_claim') }}
    where topic_code is null or claim_kind = 'other'

),

edition as (

    -- which of two editions is the current one: nothing that every build knows decides it
    select
        document_id,
        'edition_undecided' as kind,
        title as text,
        null::integer as line_no
    from {{ ref('dim_document') }}
    where edition_basis = 'undecided'

),

listed as (

    select * from unit
    union all
    select * from edition
    union all
    select * from narrative
    union all
    select * from {{ ref('int_table_unmapped') }}
    union all
    select * from {{ ref('int_label_unmapped') }}
    union all
    select * from {{ ref('int_amount_unmapped') }}
    union all
    select * from {{ ref('int_evaluation_unmapped') }}
    union all
    select * from {{ ref('int_performance_unmapped') }}

)

select
    document_id,
    kind,
    text,
    count(distinct coalesce(line_no, 0)) as occurrences,
    min(line_no) as first_line_no
from listed
group by document_id, kind, text
