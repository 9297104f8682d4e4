-- 问：据各单位自述，支出比上年增减多少，据此推算上年是多少？
-- Q: What do units say about the year before: how much more or less, and what was it then?
select
    coalesce(division.county, division.prefecture, division.province) as 地区,
    claim.fiscal_year_key as 年度,
    claim.topic_name as 事项,
    ((claim.implied_base_yuan + claim.direction * claim.amount_yuan) / 10000)::decimal(18, 2)
        as 本年_万元,
    (claim.direction * claim.amount_yuan / 10000)::decimal(18, 2) as 增减_万元,
    (claim.implied_base_yuan / 10000)::decimal(18, 2) as 推算上年_万元,
    (
        100 * claim.direction * claim.amount_yuan / nullif(claim.implied_base_yuan, 0)
    )::decimal(9, 2) as 增减_百分比,
    claim.line_no as 原文行号
from marts.fct_narrative_claim as claim
inner join marts.dim_unit using (unit_key)
inner join marts.dim_division as division using (division_key)
where
    claim.is_current
    and claim.claim_kind = 'change'
    and claim.topic_code = 'expenditure_grand_total'
-- final accounts say it again for appropriations and for government funds alone
qualify row_number() over (partition by claim.document_key order by claim.line_no) = 1
order by 增减_百分比 desc
