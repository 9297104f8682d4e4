-- 问：据决算情况说明，哪些支出超出年初预算、哪些没有用完？
-- Q: What do final accounts say about their budget: which expenditure exceeded it or fell short?
select
    coalesce(division.county, division.prefecture, division.province) as 地区,
    claim.fiscal_year_key as 年度,
    coalesce(subject.class_name, claim.topic_name) as 事项,
    (max(claim.amount_yuan) filter (where phase.code != 'final') / 10000)::decimal(18, 2)
        as 预算_万元,
    (max(claim.amount_yuan) filter (where phase.code = 'final') / 10000)::decimal(18, 2)
        as 决算_万元,
    max(claim.percentage) filter (where claim.claim_kind = 'completion')::decimal(9, 2)
        as 自述完成率_百分比,
    claim.line_no as 原文行号
from marts.fct_narrative_claim as claim
inner join marts.dim_unit using (unit_key)
inner join marts.dim_division as division using (division_key)
inner join marts.dim_subject as subject using (subject_key)
inner join marts.dim_phase as phase using (phase_key)
where claim.is_current and claim.claim_kind in ('amount', 'completion')
group by claim.document_key, 地区, 年度, 事项, claim.line_no
having 自述完成率_百分比 is not null and 预算_万元 is not null
order by 年度 asc, 地区 asc, 自述完成率_百分比 desc, 原文行号 asc
