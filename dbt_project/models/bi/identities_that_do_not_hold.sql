{{ config(alias='勾稽问题') }}

with

page as (

    select
        placed.identity_result_key,
        list_sort(list_distinct(array_agg(line.page_no))) as page_nos
    from (
        select
            identity_result_key,
            document_id,
            unnest(line_nos) as line_no
        from {{ ref('fct_identity_result') }}
        where verdict = 'violation'
    ) as placed
    inner join {{ ref('stg_line') }} as line using (document_id, line_no)
    where line.page_no is not null
    group by placed.identity_result_key

)

select
    {{ whose_and_when('document') }},
    document.phase_name as 阶段,
    document.title as 文件,
    document.source_path as 文件路径,
    identity.rule_id as 规则编码,
    rule.name as 规则,
    case identity.severity when 'law' then '矛盾' else '提示' end as 严重程度,
    identity.description as 说明,
    case rule.measured_in
        when 'yuan' then '元'
        when 'percent' then '%'
        when 'point' then '分'
        when 'year' then '年'
        else '个'
    end as 计量单位,
    identity.lhs_yuan as 左方,
    identity.rhs_yuan as 右方,
    identity.difference_yuan as 差额,
    identity.tolerance_yuan as 允许误差,
    case when rule.measured_in = 'yuan' then identity.difference_yuan end as 差额_元,
    case
        when rule.measured_in = 'yuan' then {{ to_wan('identity.difference_yuan') }}
    end as 差额_万元,
    identity.line_nos as 行号,
    page.page_nos as 页码,
    identity.identity_code as 勾稽编码
from {{ ref('fct_identity_result') }} as identity
inner join {{ ref('current_document') }} as document
    on identity.document_id = document.document_id
inner join {{ ref('identity_rule') }} as rule on identity.rule_id = rule.rule_id
left join page on identity.identity_result_key = page.identity_result_key
where identity.verdict = 'violation'
