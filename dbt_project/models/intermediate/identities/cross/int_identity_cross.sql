{{ config(materialized='ephemeral') }}

with

asked as (

    -- of forms that the document does not publish at all there is nothing to ask
    select
        document_id,
        rule_id,
        code,
        alternative,
        bool_and(is_form_printed or is_optional) as is_evaluable,
        sum(if(side in ('lhs', 'rhs'), if(side = 'lhs', 1, -1) * amount_yuan, 0))
            as difference_yuan,
        sum(if(side in ('lhs', 'rhs'), rounding_yuan, 0)) as tolerance_yuan,
        any_value(relation) as relation
    from {{ ref('int_identity_cross_stated') }}
    group by document_id, rule_id, code, alternative
    having
        bool_or(is_form_printed and side in ('lhs', 'rhs'))
        and (
            -- that a form is not printed is said once, not code by code
            not is_evaluable and not bool_or(is_subject)
            or is_evaluable
            and bool_and(is_stated)
            -- parts are compared where their totals agree, else they are not of the same money
            and abs(
                sum(if(side in ('if_lhs', 'if_rhs'), if(side = 'if_lhs', 1, -1) * amount_yuan, 0))
            )
            <= sum(if(side in ('if_lhs', 'if_rhs'), rounding_yuan, 0))
        )

),

chosen as (

    -- one reading of a rule for all of a document: the one that it contradicts least
    select
        document_id,
        rule_id,
        alternative
    from asked
    group by document_id, rule_id, alternative
    qualify row_number() over (
            partition by document_id, rule_id
            order by
                count(*) filter (where is_evaluable) desc,
                count(*) filter (
                    where
                    is_evaluable
                    and abs(difference_yuan) > tolerance_yuan
                    and not (relation = 'at_least' and difference_yuan > 0)
                ) asc,
                sum(abs(difference_yuan)) asc,
                alternative asc
        ) = 1

)

select
    document_id,
    rule_id,
    concat_ws('|', rule_id, code) as identity_code,
    side,
    form_code,
    line_code,
    measure_code,
    grid_no,
    row_no,
    column_no,
    line_no,
    amount_yuan,
    is_printed,
    rounding_yuan,
    is_form_printed or is_optional as is_form_printed
from {{ ref('int_identity_cross_stated') }}
inner join asked using (document_id, rule_id, code, alternative)
inner join chosen using (document_id, rule_id, alternative)
where side in ('lhs', 'rhs')
