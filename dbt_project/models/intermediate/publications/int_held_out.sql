{{ config(materialized='table') }}

with

unexplained as (

    -- leaves that miss the printed total of their statement, without a violated law that names a
    -- line of the same statement: our reading is not understood
    select
        sums.document_id,
        'leaves miss the total' as reason,
        list_sort(list_distinct(list(sums.line_no))) as line_nos
    from {{ ref('int_statement_sum') }} as sums
    where
        sums.verdict = 'differs'
        and not exists (
            select 1
            from {{ ref('int_identity') }} as identity
            anti join {{ ref('int_reading_doubt') }} as doubt
                on
                    identity.document_id = doubt.document_id
                    and identity.identity_code = doubt.identity_code
            where
                identity.document_id = sums.document_id
                and identity.verdict = 'violation'
                and identity.severity = 'law'
                and list_contains(identity.line_nos, sums.line_no)
        )
    group by sums.document_id

),

unplaced as (

    select
        document_id,
        case
            when unit_name = '' then 'body unknown'
            when fiscal_year_key < 0 then 'year unknown'
            else 'phase unknown'
        end as reason,
        []::integer[] as line_nos
    from {{ ref('int_publication') }}
    where not is_placed

)

-- One row per document that no view and no sum counts, with the reason.
select * from unplaced
union all
select unexplained.*
from unexplained
anti join unplaced using (document_id)
