with

leaf as (

    select
        document_id,
        document_key,
        statement_key,
        statement_code,
        phase_key,
        fiscal_year_key,
        flow,
        sum(amount_yuan)::decimal(18, 2) as leaf_yuan,
        count(*) as leaf_count,
        min(line_no) as first_line_no,
        max({{ yuan_per('printed_unit') }}) as yuan_per_unit,
        sum(half_digit_yuan) + max(half_digit_yuan) as rounding_yuan,
        max(subject_digits) as subject_digits,
        bool_and(expenditure_kind_key > 0) as is_split_by_kind
    from (
        select
            amount.*,
            {{ yuan_per('amount.printed_unit') }}
            * {{ half_digit(
                'amount.printed_amount', yuan_per('amount.printed_unit'), 'rounding.decimals'
            ) }} as half_digit_yuan
        from {{ ref('int_keyed_amount') }} as amount
        left join {{ ref('int_table_rounding') }} as rounding using (document_id, grid_no)
        where amount.is_leaf
    ) as rounded
    group by all

),

total as (

    select
        document_id,
        statement_key,
        phase_key,
        fiscal_year_key,
        flow,
        line_no,
        amount_yuan,
        regexp_matches({{ normalise_term('printed_label') }}, '^(?:人员|(?:日常)?公用)经费合计$')
            as is_half
    from {{ ref('int_keyed_amount') }}
    where total_kind = 'total'

),

printed as (

    -- The 合计 column of the 合计 line is the greatest total of a statement. Form 公开06 prints its
    -- total in two halves.
    select
        document_id,
        statement_key,
        phase_key,
        fiscal_year_key,
        flow,
        coalesce(
            arg_max(amount_yuan, (abs(amount_yuan), -line_no)) filter (where not is_half),
            sum(amount_yuan) filter (where is_half)
        )::decimal(18, 2) as printed_yuan,
        coalesce(
            arg_max(line_no, (abs(amount_yuan), -line_no)) filter (where not is_half), max(line_no)
        ) as line_no
    from total
    group by all

),

beside as (

    -- 收入总计 holds what was carried over, 支出总计 what is carried on
    select
        leaf.*,
        coalesce(sum(other.leaf_yuan), 0)::decimal(18, 2) as balance_yuan
    from leaf
    left join leaf as other
        on
            leaf.document_id = other.document_id
            and leaf.statement_key = other.statement_key
            and leaf.phase_key = other.phase_key
            and leaf.fiscal_year_key = other.fiscal_year_key
            and other.flow = case leaf.flow when 'income' then 'opening' else 'closing' end
    group by all

),

compared as (

    select
        beside.*,
        printed.printed_yuan,
        printed.line_no,
        -- each addend is off by half of its last digit at most, and so is their printed sum
        beside.rounding_yuan::decimal(18, 2) as tolerance_yuan,
        least(
            abs(printed.printed_yuan - beside.leaf_yuan),
            abs(printed.printed_yuan - beside.leaf_yuan - beside.balance_yuan)
        ) as distance_yuan
    from beside
    left join printed
        on
            beside.document_id = printed.document_id
            and beside.statement_key = printed.statement_key
            and beside.phase_key = printed.phase_key
            and beside.fiscal_year_key = printed.fiscal_year_key
            and beside.flow is not distinct from printed.flow

)

select
    document_id,
    document_key,
    statement_key,
    statement_code,
    phase_key,
    fiscal_year_key,
    flow,
    leaf_yuan,
    leaf_count,
    yuan_per_unit,
    first_line_no,
    subject_digits,
    is_split_by_kind,
    printed_yuan,
    line_no,
    tolerance_yuan,
    case
        when flow in ('opening', 'closing') or printed_yuan is null then 'no total'
        when distance_yuan <= tolerance_yuan then 'holds'
        else 'differs'
    end as verdict
from compared
