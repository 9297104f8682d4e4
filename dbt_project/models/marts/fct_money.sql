{{ config(materialized='table') }}

with

leaf as (

    select
        leaf.*,
        subject.code as subject_code,
        subject.class_code
    from {{ ref('int_money_leaf') }} as leaf
    inner join {{ ref('dim_subject') }} as subject on leaf.subject_key = subject.subject_key

),

division as (

    select
        *,
        count(*) over (partition by publication_key, side) as fund_count
    from {{ ref('int_fund_division') }}

),

subject_fund as (

    -- a 项, or a 类, that all forms of a publication print under one fund
    select
        publication_key,
        subject_code,
        min(fund_key) as fund_key
    from leaf
    where is_specific and subject_key > 0
    group by publication_key, subject_code
    having count(distinct fund_key) = 1

),

-- a line whose fund is open: of the one fund that there is, or of the fund of its 科目
assigned as (

    select
        leaf.* replace (
            -- a zero that no form tells the fund of keeps its own
            coalesce(
                only_one.fund_key, item.fund_key, class.fund_key, rest.fund_key, leaf.fund_key
            ) as fund_key
        )
    from leaf
    left join division as only_one
        on
            leaf.publication_key = only_one.publication_key
            and leaf.side = only_one.side
            and only_one.fund_count = 1
    left join division as rest
        on leaf.publication_key = rest.publication_key and leaf.side = rest.side and rest.is_rest
    left join subject_fund as item
        on
            leaf.publication_key = item.publication_key and leaf.subject_code = item.subject_code
    left join subject_fund as class
        on leaf.publication_key = class.publication_key and leaf.class_code = class.subject_code
    where leaf.is_basis and not leaf.is_specific

),

confirmed as (

    -- right if every fund then has what the finer form says
    select
        summed.publication_key,
        summed.side
    from (
        select
            publication_key,
            side,
            fund_key,
            sum(amount_yuan) as amount_yuan
        from assigned
        group by all
    ) as summed
    left join division using (publication_key, side, fund_key)
    group by summed.publication_key, summed.side
    having
        coalesce(
            bool_and(
                coalesce(
                    abs(summed.amount_yuan - division.amount_yuan) <= division.tolerance_yuan,
                    summed.amount_yuan = 0
                )
            ),
            false
        )

),

replaced as (

    -- else the lines of the finer form take their place, where the basis says nothing of its funds
    select
        publication_key,
        side
    from division
    anti join confirmed using (publication_key, side)
    group by publication_key, side
    having bool_and(is_all_in_source or is_rest)

),

money as (

    select
        *,
        'printed' as fund_basis
    from leaf
    where is_basis and is_specific
    union all by name
    select
        assigned.*,
        'divided' as fund_basis
    from assigned
    semi join confirmed using (publication_key, side)
    union all by name
    select
        leaf.*,
        'other_form' as fund_basis
    from leaf
    semi join replaced using (publication_key, side)
    semi join division using (publication_key, side, fund_key, source)
    where leaf.is_specific
    union all by name
    select
        leaf.*,
        'open' as fund_basis
    from leaf
    anti join confirmed using (publication_key, side)
    anti join replaced using (publication_key, side)
    where leaf.is_basis and not leaf.is_specific
    union all by name
    select
        {{ surrogate_key(["'rest'", 'division.publication_key', 'division.side']) }} as amount_key,
        any_value(leaf.document_key) as document_key,
        division.publication_key,
        division.side,
        division.fund_key,
        {{ not_applicable_key() }} as subject_key,
        division.amount_yuan,
        'rest' as fund_basis
    from division
    semi join replaced using (publication_key, side)
    inner join leaf using (publication_key, side)
    where division.is_rest and leaf.is_basis
    group by all

)

select
    money.amount_key as money_key,
    case
        when money.fund_basis = 'rest' then {{ not_applicable_key() }} else money.amount_key
    end as budget_line_key,
    money.document_key,
    publication.unit_key,
    publication.fiscal_year_key,
    publication.phase_key,
    money.side,
    -- a form without funds does not say of which one its money is
    if(money.fund_key = {{ not_applicable_key() }}, {{ unknown_key() }}, money.fund_key)::bigint
        as fund_key,
    money.subject_key,
    money.fund_basis,
    money.amount_yuan
from money
inner join {{ ref('dim_publication') }} as publication
    on money.publication_key = publication.publication_key
