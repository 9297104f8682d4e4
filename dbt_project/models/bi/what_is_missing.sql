{{ config(alias='公开缺漏') }}

-- What a reader looks for and does not find. It says 未见, never 未公开: a table that was not understood
-- or a file that was not collected may hold it.
with

printed as (

    select distinct
        document.publication_key,
        grid.form_code
    from {{ ref('dim_document') }} as document
    inner join {{ ref('int_grid') }} as grid on document.document_id = grid.document_id
    where document.is_current and grid.form_code is not null

),

absent_form as (

    -- of a publication in two parts, what neither part has
    select
        coverage.document_key,
        member.form_no,
        member.title,
        coverage.table_count - coverage.statutory_table_count as other_table_count
    from {{ ref('rpt_document_coverage') }} as coverage
    inner join {{ ref('dim_document') }} as document
        on coverage.document_key = document.document_key
    inner join {{ ref('form_set_form') }} as member
        on coverage.form_set_code = member.form_set_code
    anti join printed
        on
            document.publication_key = printed.publication_key
            and member.form_code = printed.form_code
    where document.is_current
    qualify row_number() over (
            partition by document.publication_key, coverage.form_set_code, member.form_no
            order by coverage.statutory_table_count desc, coverage.document_key asc
        ) = 1

),

published as (

    select
        division_name,
        level_name,
        unit_key,
        unit_name,
        phase_name,
        list_sort(list_distinct(array_agg(fiscal_year))) as years
    from {{ ref('current_document') }}
    where unit_key > 0 and fiscal_year > 0
    group by all

),

absent_year as (

    select
        *,
        unnest(range(years[1], years[-1])) as fiscal_year
    from published

),

wording as (

    select
        document_id,
        identity_code,
        line_nos[1] as line_no,
        case rule_id
            when 'narrative_template' then '模板残留'
            when 'narrative_percent_sign' then '百分号'
            when 'narrative_year_digits' then '年度数字'
            when 'performance_project_count' then '绩效目标表份数'
            else '文字与数字'
        end as kind_name,
        case rule_id
            when 'narrative_template' then '未填的模板文字：'
            when 'narrative_percent_sign' then '百分比未见百分号：'
            when 'narrative_year_digits' then '年度未见四位数字：'
            when 'narrative_unchanged' then '既称持平，又有增减：'
            when 'narrative_direction' then '增减方向与所述原因相左：'
        end as label,
        if(
            rule_id = 'performance_project_count',
            concat(
                '所述项目 ', lhs_yuan::bigint, ' 个，所附绩效目标表 ', rhs_yuan::bigint, ' 份'
            ),
            -- its rule：what it is about
            regexp_extract(description, '：(.*)', 1)
        ) as about
    from {{ ref('fct_identity_result') }}
    where
        verdict = 'violation'
        and rule_id in (
            'narrative_template', 'narrative_percent_sign', 'narrative_year_digits',
            'narrative_unchanged', 'narrative_direction', 'performance_project_count'
        )

),

finding as (

    select
        document.*,
        '报表' as kind_name,
        concat(
            '文件中未见“', absent.title, '”',
            case
                when absent.other_table_count > 0
                    then concat('；另有 ', absent.other_table_count, ' 张表未能归类')
            end
        ) as text,
        null::integer as line_no,
        concat('form|', absent.form_no) as finding_code
    from absent_form as absent
    inner join {{ ref('current_document') }} as document
        on absent.document_key = document.document_key
    union all by name
    select
        document.*,
        wording.kind_name,
        concat(wording.label, wording.about) as text,
        wording.line_no,
        wording.identity_code as finding_code
    from wording
    inner join {{ ref('current_document') }} as document
        on wording.document_id = document.document_id
    union all by name
    select
        division_name,
        level_name,
        unit_key,
        unit_name,
        fiscal_year,
        phase_name,
        '年度' as kind_name,
        concat(
            '所收文件中未见 ', fiscal_year, ' 年', phase_name, '；有 ', years[1], ' 年与 ', years[-1], ' 年'
        ) as text,
        concat('year|', unit_key) as finding_code
    from absent_year
    where not list_contains(years, fiscal_year)
    union all by name
    select
        document.*,
        gap.kind_name,
        gap.text,
        gap.line_no,
        gap.finding_code
    from (
        select * from {{ ref('gap_in_targets') }}
        union all
        select * from {{ ref('gap_in_wording') }}
    ) as gap
    inner join {{ ref('current_document') }} as document
        on gap.document_key = document.document_key

)

select
    {{ whose_and_when('finding') }},
    finding.phase_name as 阶段,
    finding.kind_name as 类型,
    finding.text as 说明,
    finding.title as 文件,
    finding.source_path as 文件路径,
    line.page_no as 页,
    finding.line_no as 行,
    finding.finding_code as 缺漏编码
from finding
left join {{ ref('stg_line') }} as line
    on finding.document_id = line.document_id and finding.line_no = line.line_no
