with

cover as (

    select
        document_id,
        report_no,
        max(value) filter (where attribute = 'project_name') as project_name,
        max(value) filter (where attribute = 'unit') as unit_text,
        max(value) filter (where attribute = 'department') as department_text
    from {{ ref('int_evaluation_cover') }}
    group by document_id, report_no

),

scored as (

    -- what the rows above the total say
    select
        document_id,
        report_no,
        sum(weight) as weight,
        sum(score) as score,
        sum(executed_yuan) as executed_yuan
    from (
        select
            document_id,
            report_no,
            weight,
            score,
            null as executed_yuan
        from {{ ref('int_evaluation_indicator') }}
        union all
        select
            document_id,
            report_no,
            try_cast(budget_weight as decimal(9, 2)) as weight,
            try_cast(budget_score as decimal(9, 2)) as score,
            executed_yuan
        from {{ ref('int_evaluation_total') }}
    ) as part
    group by document_id, report_no

),

total_row as (

    -- 总分 under the indicators: the points, then the score
    select
        line.document_id,
        line.report_no,
        min(line.line_no) as line_no,
        count(*) as number_count,
        last({{ evaluation_number('cell.text') }} order by cell.column_no) as last_number
    from {{ ref('int_evaluation_row') }} as line
    inner join {{ ref('int_evaluation_cell') }} as cell using (document_id, grid_no, row_no)
    where
        line.section_kind = 'indicator'
        and line.row_kind = 'body'
        and line.first_attribute = 'total'
        and cell.is_number
    group by line.document_id, line.report_no

),

points as (

    -- a single number is the score, unless it adds up the points and not the scores
    select
        document_id,
        report_no,
        total_row.line_no,
        case
            when
                total_row.number_count > 1
                or scored.score = total_row.last_number
                or coalesce(scored.weight != total_row.last_number and scored.score > 0, false)
                or scored.weight is null
                -- 总分 100 of a form that nobody filled in
                and (total_row.last_number != 100 or scored.executed_yuan > 0)
                then total_row.last_number
        end as total_score
    from total_row
    left join scored using (document_id, report_no)

),

statement as (

    select
        document_id,
        report_no,
        max(number) filter (where attribute = 'budget_score') as budget_score,
        max(number) filter (where attribute = 'indicator_score') as indicator_score,
        max(number) filter (where attribute = 'total_score') as total_score,
        max(printed_text) filter (where attribute = 'grade') as grade,
        min(line_no) filter (where attribute in ('total_score', 'grade')) as line_no
    from {{ ref('int_evaluation_statement') }}
    where report_no is not null
    group by document_id, report_no

),

indicator as (

    select
        document_id,
        report_no,
        count(*) as indicator_count,
        md5(string_agg(
            concat_ws('|', name, initial_target, adjusted_target, actual, weight, score),
            '|' order by indicator_no
        )) as indicator_hash
    from {{ ref('int_evaluation_indicator') }}
    group by document_id, report_no

)

select
    report.document_id,
    report.report_no,
    report.evaluation_scope,
    report.title,
    report.first_line_no,
    report.last_line_no,
    cover.project_name,
    nullif(regexp_extract(cover.unit_text, '^[\[(（【]?(\d{3,9})', 1), '') as project_unit_code,
    regexp_replace(cover.unit_text, '^[\[(（【]?\d{3,9}[\])）】]?\s*[-—–]*\s*', '')
        as project_unit_name,
    regexp_replace(cover.department_text, '^[\[(（【]?\d{3,9}[\])）】]?\s*[-—–]*\s*', '')
        as department_name,
    amount.amount_line_no,
    {%- for measure in [
        'initial_target', 'initial_budget', 'full_year_budget', 'executed', 'balance'
    ] %}
    amount.{{ measure }}_yuan,
    amount.printed_{{ measure }},
    {%- endfor %}
    amount.printed_unit,
    amount.printed_rate,
    amount.budget_weight,
    -- A share (0.98) where percent are meant: only what was executed tells them apart. As wide as
    -- the product of a rate and 1 亿元.
    case
        when
            amount.printed_rate_number <= 1
            and not contains(amount.printed_rate, '%')
            and amount.executed_yuan * 10 > amount.full_year_budget_yuan
            then amount.printed_rate_number * 100
        else amount.printed_rate_number
    end::decimal(30, 6) as execution_rate,
    coalesce(amount.budget_score, statement.budget_score) as budget_score,
    statement.indicator_score,
    coalesce(points.total_score, statement.total_score) as total_score,
    statement.grade,
    coalesce(points.line_no, statement.line_no) as score_line_no,
    coalesce(indicator.indicator_count, 0) as indicator_count,
    -- the same report printed a second time, figure for figure
    row_number() over (
        partition by
            report.document_id,
            coalesce(cover.project_name, report.report_no::varchar),
            amount.printed_initial_budget,
            amount.printed_full_year_budget,
            amount.printed_executed,
            indicator.indicator_hash
        order by report.report_no
    ) > 1 as is_repetition
from {{ ref('int_evaluation_report') }} as report
left join cover using (document_id, report_no)
left join {{ ref('int_evaluation_total') }} as amount using (document_id, report_no)
left join points using (document_id, report_no)
left join statement using (document_id, report_no)
left join indicator using (document_id, report_no)
