{{ config(alias='线索') }}

-- What is worth a question, found by rules; none is a conclusion, and none speaks of a figure in
-- doubt: neither one that failing identities point at, nor one recognised in a picture.
{%- set far = 50 %}
{%- set large = 1000000 %}
{%- set lines_of_a_reason = 8 %}
{%- set told_of_a_cause = 3 %}
{%- set whose = '地区, 层级, 单位, 年度, 年度日期, 阶段' %}
with

doubted as (
    {{ doubted_lines() }}
),

explained as (

    -- a reason may follow in another sentence: whatever sounds like one counts
    select distinct
        document.source_path,
        claim.文字编号 as claim_key
    from {{ ref('change_as_stated') }} as claim
    inner join {{ ref('current_document') }} as document on claim.文件路径 = document.source_path
    inner join {{ ref('int_narrative_paragraph') }} as paragraph
        on
            document.document_id = paragraph.document_id
            and claim.行 <= paragraph.last_line_no
            and claim.行 + {{ lines_of_a_reason }} >= paragraph.first_line_no
            and regexp_matches(paragraph.text, '原因|主要(?:是|系|为|因)|由于|因为|口径')

),

change as (

    select
        claim.地区,
        claim.层级,
        claim.单位,
        claim.年度,
        claim.年度日期,
        claim.阶段,
        '变动大而未说明' as kind,
        concat(
            claim.所属, if(claim.事项 = claim.所属, '', concat('·', claim.事项)),
            '比上年', if(claim.增减_元 > 0, '增加', '减少'),
            -- as printed where it is
            {{ plain_number('abs(coalesce(claim.所述增减率_百分比, claim.推算增减率_百分比))') }},
            '%，文中未见原因'
        ) as text,
        claim.增减_元 as amount_yuan,
        claim.文件路径,
        claim.行 as line_no,
        concat('k', hex(claim.文字编号)) as code
    from {{ ref('change_as_stated') }} as claim
    -- the same change may be explained in another sentence
    left join {{ ref('change_as_stated') }} as told
        on
            claim.文件路径 = told.文件路径
            and abs(claim.增减_元) = abs(told.增减_元)
            and told.原因 is not null
    left join explained
        on claim.文件路径 = explained.source_path and claim.文字编号 = explained.claim_key
    where
        told.文件路径 is null
        and explained.source_path is null
        and claim.核对 = '相符'
        and abs(claim.推算增减率_百分比) >= {{ far }}
        and abs(claim.增减_元) >= {{ large }}

),

evaluation as (

    -- the year's budget may have been cut to what was spent: both rates are looked at
    select
        *,
        {{ percentage('executed_yuan', 'initial_budget_yuan') }} as share_of_initial
    from {{ ref('fct_self_evaluation') }}
    where
        evaluation_scope = 'project'
        and not is_repetition
        and total_score >= 99
        -- nothing to execute is no low execution
        and full_year_budget_yuan > 0

),

score as (

    select
        {{ whose_and_when('document') }},
        document.phase_name as 阶段,
        '执行率低而得满分' as kind,
        concat(
            evaluation.project_name, '：',
            if(
                evaluation.execution_rate < {{ far }},
                concat('执行率 ', evaluation.execution_rate::decimal(9, 2), '%'),
                concat('执行占年初预算 ', evaluation.share_of_initial::decimal(9, 2), '%')
            ),
            '，自评 ', evaluation.total_score, ' 分'
        ) as text,
        evaluation.executed_yuan as amount_yuan,
        document.source_path as 文件路径,
        evaluation.score_line_no as line_no,
        concat('k', hex(evaluation.self_evaluation_key)) as code
    from evaluation
    inner join {{ ref('current_document') }} as document
        on evaluation.document_key = document.document_key
    where evaluation.execution_rate < {{ far }} or evaluation.share_of_initial < {{ far }}

),

contradiction as (

    -- one cause, one lead: whatever else fails for it is told along
    select
        {{ whose }},
        '文件自相矛盾' as kind,
        concat(
            array_to_string(list(说明 order by 行, 勾稽编码)[:{{ told_of_a_cause }}], '；'),
            if(count(*) > {{ told_of_a_cause }}, concat('；等', count(*), '处'), '')
        ) as text,
        max(abs(差额_元)) as amount_yuan,
        文件路径,
        min(行) as line_no,
        起因编码 as code
    from {{ ref('identities_that_do_not_hold') }}
    where 严重程度 = '矛盾'
    group by {{ whose }}, 文件路径, 起因编码

),

absence as (

    select
        {{ whose }},
        '缺年度或缺表' as kind,
        说明 as text,
        null::decimal(18, 2) as amount_yuan,
        文件路径,
        行 as line_no,
        缺漏编码 as code
    from {{ ref('what_is_missing') }}
    where 类型 in ('年度', '报表')

)

select
    lead.地区,
    lead.层级,
    lead.单位,
    lead.年度,
    lead.年度日期,
    lead.阶段,
    lead.kind as 类型,
    lead.text as 说明,
    lead.amount_yuan as 金额_元,
    {{ to_wan('lead.amount_yuan') }} as 金额_万元,
    rule.text as 规则,
    rule.caveat as 须知,
    lead.文件路径,
    line.page_no as 页,
    lead.line_no as 行,
    concat(rule.code, '|', lead.code) as 线索编码
from (
    from change
    union all by name
    from score
    union all by name
    from {{ ref('lead_over_years') }}
    union all by name
    from {{ ref('lead_of_like_units') }}
    union all by name
    from contradiction
    union all by name
    from absence
) as lead
inner join (
    values
    ('变动大而未说明', 'change', '文中所述增减达一半且百万元以上，句中和其后几行没有原因。', '原因可能写在别处。'),
    ('执行率低而得满分', 'score', '自评 99 分以上而执行不到全年预算或年初预算的一半。', '年中可能调减了预算，目标也可能不靠花钱达成。'),
    ('决算远离预算', 'final', '一类支出的决算与年初预算相差一半且百万元以上。', '年中追加、上年结转不在年初预算里。'),
    ('三公经费上升', 'rise', '同一阶段比上年增加两成且一万元以上。', '机构合并、口径变化也会如此。'),
    ('科目远离同类单位', 'alike', '一类支出的占比比其他地区每一个同名单位（至少十个）都高或都低二十个百分点以上，且百万元以上。', '职责、机构设置各地不同。'),
    ('文件自相矛盾', 'contradiction', '应当相等的数不相等，同一起因只列一条。', '可能是印错，不等于用错钱。'),
    ('缺年度或缺表', 'absence', '所收文件前后年度都有而中间没有，或成套的表缺一张。', '未见不等于未公开。')
) as rule (kind, code, text, caveat) on lead.kind = rule.kind
left join {{ ref('current_document') }} as document on lead.文件路径 = document.source_path
left join {{ ref('stg_line') }} as line
    on document.document_id = line.document_id and lead.line_no = line.line_no
left join doubted on lead.文件路径 = doubted.source_path and lead.line_no = doubted.line_no
where doubted.source_path is null or lead.kind = '文件自相矛盾'
