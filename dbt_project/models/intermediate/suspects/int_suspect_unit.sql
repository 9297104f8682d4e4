with

side as (

    -- what a table contributes to an identity with another one, and what stands against it
    select
        document_id,
        identity_code,
        any_value(rule_id) as rule_id,
        any_value(verdict) as verdict,
        grid_no,
        any_value(difference_yuan) as difference_yuan,
        any_value(tolerance_yuan) as tolerance_yuan,
        sum(sign * amount_yuan)::decimal(26, 2) as own_yuan
    from {{ ref('int_identity_cell') }}
    group by document_id, identity_code, grid_no

),

opposed as (

    select
        *,
        own_yuan - difference_yuan as other_yuan
    from side
    where own_yuan != 0 and own_yuan != difference_yuan

),

scaled as (

    select
        opposed.*,
        factor.value as factor,
        abs(opposed.own_yuan * factor.value - opposed.other_yuan)
        <= opposed.tolerance_yuan * greatest(factor.value, 1) as is_explained
    from opposed
    cross join (
        select unnest([0.0001, 0.001, 0.01, 0.1, 10, 100, 1000, 10000])::decimal(12, 4) as value
    ) as factor

),

candidate as (

    select
        document_id,
        grid_no,
        factor,
        count(*) filter (where verdict = 'violation' and is_explained) as explained_count,
        count(*) filter (where verdict != 'violation' and not is_explained) as broken_count,
        list_sort(list(distinct rule_id) filter (where verdict = 'violation' and is_explained))
            as rule_ids,
        list_sort(list(identity_code) filter (where verdict = 'violation' and is_explained))
            as identity_codes
    from scaled
    where grid_no > 0
    group by document_id, grid_no, factor

)

select
    candidate.document_id,
    'unit_of_money' as suspect_kind,
    candidate.grid_no,
    figure.row_no,
    figure.column_no,
    (figure.amount_yuan::decimal(26, 2) * (candidate.factor - 1))::decimal(18, 2)
        as change_yuan,
    true as is_stated,
    candidate.explained_count,
    candidate.broken_count,
    candidate.rule_ids,
    candidate.identity_codes
from candidate
inner join {{ ref('int_figure') }} as figure
    on candidate.document_id = figure.document_id and candidate.grid_no = figure.grid_no
-- one coincidence is no proof: a figure that lost its point looks the same
where candidate.explained_count >= 3 and figure.is_printed
-- the largest figure stands for its table
qualify row_number() over (
        partition by candidate.document_id, candidate.grid_no
        order by
            candidate.explained_count - candidate.broken_count desc,
            figure.amount_yuan desc,
            figure.row_no asc,
            figure.column_no asc
    ) = 1
