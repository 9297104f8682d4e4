{{ config(materialized='ephemeral') }}

with

claimed as (

    -- what the narrative states: of a category that it states twice the first sentence speaks
    select
        claim.document_id,
        category.code as category_code,
        case claim.topic_code when 'vehicles_established' then 'establishment' else 'actual' end
            as measure,
        claim.amount as number,
        claim.amount_yuan,
        claim.printed_amount,
        claim.printed_unit,
        claim.line_no
    from {{ ref('int_narrative_claim') }} as claim
    inner join {{ ref('asset_category') }} as category
        on
            case
                when claim.topic_code = 'vehicles_established' then 'vehicles'
                when claim.section_code = 'procurement' and claim.topic_code = 'total'
                    then 'procurement_total'
                else claim.topic_code
            end = category.code
    where
        claim.section_code in ('procurement', 'assets')
        and claim.claim_kind
        = case category.family when 'procurement' then 'amount' else 'count' end
    qualify row_number() over (
            partition by
                claim.document_id, category.code, claim.topic_code = 'vehicles_established'
            order by claim.line_no, claim.figure_no
        ) = 1

),

denied as (

    -- 本单位无公务用车: a zero without a figure
    select
        line.document_id,
        category.code as category_code,
        regexp_extract(line.text, category.denial_pattern, 0) as wording,
        line.line_no
    from {{ ref('int_narrative_line') }} as line
    inner join {{ ref('asset_category') }} as category
        on
            line.section_code
            = case category.family when 'procurement' then 'procurement' else 'assets' end
            and regexp_matches(line.text, category.denial_pattern)
    anti join claimed
        on
            line.document_id = claimed.document_id
            and category.code = claimed.category_code
            and claimed.measure = 'actual'
    qualify row_number() over (
            partition by line.document_id, category.code order by line.line_no
        ) = 1

)

select
    document_id,
    category_code,
    measure,
    number,
    amount_yuan,
    printed_amount,
    printed_unit,
    line_no
from claimed
union all
select
    document_id,
    category_code,
    'actual' as measure,
    0 as number,
    0 as amount_yuan,
    rtrim(wording, ',。;') as printed_amount,
    null as printed_unit,
    line_no
from denied
