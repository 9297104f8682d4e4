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

held_out as (

    -- counted in no view and no sum
    select
        document_id,
        'held_out' as kind,
        reason as text,
        line_nos[1] as line_no
    from {{ ref('int_held_out') }}

),

picture as (

    -- pages that are pictures, where nothing is installed that recognises their text
    select
        document_id,
        'page_not_read' as kind,
        concat('第', unnest(unread_pages), '页') as text,
        null::integer as line_no
    from {{ ref('stg_document') }}

),

uncomputed as (

    -- formulas that no program has computed: blank, until somebody opens the workbook and saves it
    select
        document_id,
        'formula_not_computed' as kind,
        unnest(uncomputed_cells) as text,
        null::integer as line_no
    from {{ ref('stg_document') }}

),

recognised as (

    -- read from a picture, and proved by no sum
    select
        document_id,
        'recognised_not_confirmed' as kind,
        printed_amount as text,
        line_no
    from {{ ref('int_recognised_figure') }}
    where verdict = 'reading_doubt'

),

near as (

    -- two bodies of one place, one a few characters longer than the other: offered, not guessed
    select
        document.document_id,
        'near_unit_name' as kind,
        concat(unit.name, ' / ', other.name) as text,
        null::integer as line_no
    from {{ ref('dim_unit') }} as unit
    inner join {{ ref('dim_unit') }} as other using (division_key)
    inner join {{ ref('dim_document') }} as document on unit.unit_key = document.unit_key
    where
        unit.unit_key > 0
        and abs(length(unit.name) - length(other.name)) between 1 and 4
        and left(unit.name, 2) = left(other.name, 2)
        -- the shorter leaves some characters out: 文化旅游局 of 文化和旅游局
        and regexp_full_match(
            if(length(unit.name) > length(other.name), unit.name, other.name),
            array_to_string(
                list_transform(
                    string_split(
                        if(length(unit.name) > length(other.name), other.name, unit.name), ''
                    ),
                    lambda sign: regexp_escape(sign)
                ),
                '.{0,4}'
            )
        )

),

listed as (

    select * from unit
    union all
    select * from held_out
    union all
    select * from picture
    union all
    select * from uncomputed
    union all
    select * from recognised
    union all
    select * from near
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
