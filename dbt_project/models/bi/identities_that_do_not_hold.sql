{{ config(alias='勾稽问题') }}

select
    {{ whose_and_when('document') }},
    document.phase_name as 阶段,
    document.title as 文件,
    document.source_path as 文件路径,
    identity.rule_id as 规则编码,
    identity.rule_name as 规则,
    case identity.severity when 'law' then '矛盾' else '提示' end as 严重程度,
    identity.text as 说明,
    identity.measure_name as 计量单位,
    identity.left_name as 左方名称,
    coalesce(identity.stated_percentage, identity.lhs_yuan)::decimal(18, 2) as 左方,
    identity.right_name as 右方名称,
    case
        -- what contradicts a reason is no figure
        when identity.relation = 'direction' then null
        when identity.stated_percentage is null then identity.rhs_yuan
        else identity.computed_percentage
    end::decimal(18, 2) as 右方,
    case
        when identity.relation = 'direction' then null
        when identity.stated_percentage is null then identity.difference_yuan
        else identity.stated_percentage - identity.computed_percentage
    end::decimal(18, 2) as 差额,
    case when identity.stated_percentage is null then identity.tolerance_yuan end as 允许误差,
    identity.stated_percentage::decimal(18, 2) as 所述百分比,
    identity.computed_percentage as 推算百分比,
    (identity.stated_percentage - identity.computed_percentage)::decimal(18, 2) as 相差百分点,
    case
        when identity.measure_name = '元' and identity.relation != 'direction'
            then identity.difference_yuan
    end as 差额_元,
    {{ to_wan('差额_元') }} as 差额_万元,
    identity.line_nos as 行号,
    identity.lhs_line_nos as 左方行号,
    identity.rhs_line_nos as 右方行号,
    identity.page_nos as 页码,
    identity.stated_line_no as 行,
    identity.suspect_kind as 存疑类型,
    identity.suspect_line_no as 存疑行,
    identity.cause_code as 起因编码,
    identity.identity_code as 勾稽编码
from {{ ref('failing_identity') }} as identity
inner join {{ ref('current_document') }} as document
    on identity.document_id = document.document_id
