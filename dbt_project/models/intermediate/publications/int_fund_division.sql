{{ config(materialized='table') }}

with

undivided as (

    select
        publication_key,
        side,
        sum(amount_yuan) as open_yuan,
        bool_or(is_appropriation) as is_appropriation,
        max(tolerance_yuan) as tolerance_yuan
    from {{ ref('int_money_leaf') }}
    where is_basis and not is_specific
    group by publication_key, side
    having sum(amount_yuan) != 0

),

told as (

    -- what a source says of a fund, and what the basis says of it itself
    select
        publication_key,
        side,
        fund_key,
        told.source,
        sum(amount_yuan) filter (where leaf.source = told.source) as told_yuan,
        coalesce(sum(amount_yuan) filter (where is_basis), 0) as own_yuan,
        max(tolerance_yuan) as tolerance_yuan
    from {{ ref('int_money_leaf') }} as leaf cross join (values (1), (2), (3)) as told (source)
    where is_specific
    group by publication_key, side, fund_key, told.source
    having told_yuan is not null

),

appropriation as (

    -- 财政拨款收支总表 where its two sides agree: what it does not print is zero
    select
        publication_key,
        sides.side,
        coalesce(sum(amount_yuan) filter (where leaf.side = sides.side), 0) as appropriated_yuan
    from {{ ref('int_money_leaf') }} as leaf
    cross join (values ('revenue'), ('opening'), ('expenditure'), ('closing')) as sides (side)
    where source = 2
    group by publication_key, sides.side
    having
        abs(sum(if(leaf.side in ('revenue', 'opening'), amount_yuan, -amount_yuan)))
        <= 2 * max(tolerance_yuan)

),

tried as (

    select
        undivided.*,
        tries.source,
        coalesce(sum(told_yuan - own_yuan), 0) as divided_yuan,
        coalesce(sum(told_yuan), 0) as told_yuan,
        coalesce(bool_and(own_yuan = 0 or told_yuan >= own_yuan - told.tolerance_yuan), true)
            as is_possible,
        coalesce(max(told.tolerance_yuan), 0) + max(undivided.tolerance_yuan) as range_yuan
    from undivided cross join (values (1), (2), (3)) as tries (source)
    left join told using (publication_key, side, source)
    group by all

),

chosen as (

    select
        *,
        open_yuan - divided_yuan as rest_yuan,
        abs(open_yuan - divided_yuan) <= range_yuan as is_whole
    from tried
    left join appropriation using (publication_key, side)
    where
        is_possible
        and (
            abs(open_yuan - divided_yuan) <= range_yuan
            or (
                not is_appropriation
                and source > 1
                and open_yuan > divided_yuan
                and abs(told_yuan - appropriated_yuan) <= range_yuan
            )
        )
    qualify row_number() over (
            partition by publication_key, side order by is_whole desc, source asc
        ) = 1

),

other as (

    -- money that is no appropriation, as it came in
    select
        publication_key,
        statement_code,
        fund_key,
        sum(amount_yuan) as other_yuan
    from {{ ref('int_money_leaf') }}
    where side = 'revenue' and is_specific and not is_budget
    group by all

)

-- One row per publication, side and fund: how much of the money whose fund its lines leave open is
-- of this fund, by the finer form (`source`) that divides it, or what of it is an appropriation.
select
    chosen.publication_key,
    chosen.side,
    told.fund_key,
    chosen.source,
    false as is_rest,
    chosen.is_whole,
    told.own_yuan = 0 as is_all_in_source,
    (told.told_yuan - told.own_yuan)::decimal(18, 2) as amount_yuan,
    chosen.range_yuan::decimal(18, 2) as tolerance_yuan
from chosen
inner join told using (publication_key, side, source)
where told.told_yuan - told.own_yuan > told.tolerance_yuan
union all
select
    chosen.publication_key,
    chosen.side,
    -- of the one other fund that brought in as much, if one did
    coalesce(
        arg_min(other.fund_key, (other.statement_code != 'income_by_subject')::integer),
        any_value(fund.fund_key)
    ) as fund_key,
    null as source,
    true as is_rest,
    false as is_whole,
    false as is_all_in_source,
    any_value(chosen.rest_yuan)::decimal(18, 2) as amount_yuan,
    any_value(chosen.range_yuan)::decimal(18, 2) as tolerance_yuan
from chosen
inner join {{ ref('fund') }} as fund on fund.code = 'non_appropriation'
left join other
    on
        chosen.publication_key = other.publication_key
        and abs(other.other_yuan - chosen.rest_yuan) <= chosen.range_yuan
where not chosen.is_whole
group by chosen.publication_key, chosen.side
