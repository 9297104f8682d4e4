with

failed as (

    -- what our reading explains needs no other figure, but another unit of money is named
    select candidate.*
    from (
        select
            * exclude (identity_codes),
            unnest(identity_codes) as identity_code
        from {{ ref('int_suspect_candidate') }}
    ) as candidate
    left join {{ ref('int_reading_doubt') }} as doubt using (document_id, identity_code)
    where
        candidate.score > 0
        and (doubt.reason is null or candidate.suspect_kind = 'unit_of_money')

)

-- every failing identity names what explains it best
select
    document_id,
    identity_code,
    {{ surrogate_key(['document_id', 'suspect_kind', 'grid_no', 'row_no', 'column_no']) }}
        as suspect_cell_key,
    suspect_kind,
    grid_no,
    row_no,
    column_no,
    -- a percentage that is wrong explains as much as the amount it speaks of
    count(*) over (partition by document_id, identity_code, score, is_stated)
    + regexp_matches(identity_code, '^narrative_(?:share|completion)')::integer as tie_count
from failed
-- of equals, a figure that is printed was sooner misprinted than one left out
qualify rank() over (
        partition by document_id, identity_code order by score desc, is_stated desc
    ) = 1
