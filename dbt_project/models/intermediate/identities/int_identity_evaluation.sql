with

report as (

    select * from {{ ref('int_evaluation') }}

),

line_amount as (

    select
        amount.*,
        amount.grid_no = first_value(amount.grid_no) over rows_of_measure
        and amount.row_no = first_value(amount.row_no) over rows_of_measure as is_first,
        -- 其中 below a source is a part of that source, not of the total
        not regexp_matches(amount.fund_label, '^其中')
        or lag(amount.fund_source_code) over (
            partition by amount.document_id, amount.report_no, amount.attribute
            order by amount.grid_no, amount.row_no
        ) = 'total' as is_part
    from {{ ref('int_evaluation_amount') }} as amount
    window rows_of_measure as (
        partition by amount.document_id, amount.report_no, amount.attribute
        order by amount.fund_source_code != 'total', amount.grid_no, amount.row_no
    )

),

decimal_place as (

    -- how finely a document prints its rates: any one of them may lack trailing zeros
    select
        document_id,
        max(length(regexp_extract(printed_text, '\.(\d+)', 1))) as decimals
    from line_amount
    where attribute = 'rate'
    group by document_id

),

grade as (

    -- the bands of 财预〔2020〕10号
    select
        unnest(['优', '良', '中', '差']) as name,
        unnest(['excellent', 'good', 'fair', 'poor']) as code,
        unnest([90, 80, 60, 0]) as least,
        unnest([100, 89.99, 79.99, 59.99]) as most

),

grade_code as (

    select list(code) as codes
    from grade

),

quantity as (

    -- the line of the funds table that speaks for the whole
    select
        document_id,
        report_no,
        concat(
            'table.', case attribute when 'score' then 'budget_score' else attribute end
        ) as quantity,
        '' as instance,
        grid_no,
        row_no,
        column_no,
        line_no,
        coalesce(amount_yuan, number) as amount,
        coalesce(yuan_per_unit, 1) as per_unit
    from line_amount
    where is_first
    union all
    -- every line of the funds table
    select
        document_id,
        report_no,
        concat('line.', attribute) as quantity,
        concat_ws('|', grid_no, row_no) as instance,
        grid_no,
        row_no,
        column_no,
        line_no,
        amount_yuan as amount,
        yuan_per_unit as per_unit
    from line_amount
    where amount_yuan is not null
    union all
    -- 合计 and its sources, measure by measure
    select
        document_id,
        report_no,
        case fund_source_code when 'total' then 'fund.total' else 'fund.source' end as quantity,
        attribute as instance,
        grid_no,
        row_no,
        column_no,
        line_no,
        amount_yuan as amount,
        yuan_per_unit as per_unit
    from line_amount
    where amount_yuan is not null and (is_first or (is_part and fund_source_code != 'total'))
    union all
    -- what the rate makes of the full-year budget: half of its last digit is its rounding
    select
        line_amount.document_id,
        line_amount.report_no,
        'rated.executed' as quantity,
        '' as instance,
        line_amount.grid_no,
        line_amount.row_no,
        line_amount.column_no,
        line_amount.line_no,
        report.execution_rate * report.full_year_budget_yuan / 100 as amount,
        report.full_year_budget_yuan / power(10, decimal_place.decimals) as per_unit
    from line_amount
    inner join report
        on
            line_amount.document_id = report.document_id
            and line_amount.report_no = report.report_no
    inner join decimal_place on line_amount.document_id = decimal_place.document_id
    where
        line_amount.is_first
        and line_amount.attribute = 'rate'
        and report.full_year_budget_yuan is not null
    union all
    select
        line_amount.document_id,
        line_amount.report_no,
        'rated.budget_score' as quantity,
        '' as instance,
        line_amount.grid_no,
        line_amount.row_no,
        line_amount.column_no,
        line_amount.line_no,
        coalesce(report.budget_weight, 10) * least(report.execution_rate, 100) / 100 as amount,
        1 as per_unit
    from line_amount
    inner join report
        on
            line_amount.document_id = report.document_id
            and line_amount.report_no = report.report_no
    where line_amount.is_first and line_amount.attribute = 'rate'
    union all
    -- the execution of the budget counts 10 points where its weight is not printed, unless the
    -- indicators take up all 100
    select
        report.document_id,
        report.report_no,
        unnest(['form.full_marks', 'form.budget_weight']) as quantity,
        '' as instance,
        null as grid_no,
        null as row_no,
        null as column_no,
        coalesce(report.amount_line_no, report.first_line_no) as line_no,
        unnest([
            100,
            coalesce(
                report.budget_weight,
                case when report.budget_score is not null or total.weight <= 90 then 10 else 0 end
            )
        ]) as amount,
        null as per_unit
    from report
    inner join (
        select
            document_id,
            report_no,
            sum(weight) as weight
        from {{ ref('int_evaluation_indicator') }}
        group by document_id, report_no
    ) as total
        on report.document_id = total.document_id and report.report_no = total.report_no
    union all
    select
        indicator.document_id,
        indicator.report_no,
        concat(scope.prefix, measure.name) as quantity,
        case scope.prefix
            when 'point.' then concat_ws('|', indicator.grid_no, indicator.row_no)
            else ''
        end as instance,
        indicator.grid_no,
        indicator.row_no,
        measure.column_no,
        indicator.line_no,
        measure.amount,
        1 as per_unit
    from {{ ref('int_evaluation_indicator') }} as indicator,
        unnest(['indicator.', 'point.', concat('indicator.', indicator.level_1_code, '_')])
            as scope (prefix),
        lateral (
            select
                'weight' as name,
                indicator.weight as amount,
                indicator.weight_column_no as column_no
            union all
            select
                'score' as name,
                indicator.score as amount,
                indicator.score_column_no as column_no
        ) as measure
    where measure.amount is not null
    union all
    -- amounts without a unit of money are in the table's
    select
        statement.document_id,
        coalesce(statement.report_no, 0) as report_no,
        concat(
            case when statement.report_no is null then 'document.' else 'narrative.' end,
            statement.attribute
        ) as quantity,
        '' as instance,
        null as grid_no,
        null as row_no,
        null as column_no,
        statement.line_no,
        statement.number * coalesce({{ yuan_per('statement.printed_unit') }}, own.per_unit, 1)
            as amount,
        case
            when statement.report_no is not null
                then coalesce({{ yuan_per('statement.printed_unit') }}, own.per_unit, 1)
        end as per_unit
    from {{ ref('int_evaluation_statement') }} as statement
    left join (
        select
            document_id,
            report_no,
            attribute,
            yuan_per_unit as per_unit
        from line_amount
        where is_first
    ) as own
        on
            statement.document_id = own.document_id
            and statement.report_no = own.report_no
            and statement.attribute = own.attribute
    where statement.number is not null
    union all
    select
        report.document_id,
        report.report_no,
        unnest(['report.total_score', 'graded.total_score']) as quantity,
        '' as instance,
        null as grid_no,
        null as row_no,
        null as column_no,
        report.score_line_no as line_no,
        unnest([
            report.total_score,
            case
                when grade.name is not null
                    then greatest(least(report.total_score, grade.most), grade.least)
            end
        ]) as amount,
        1 as per_unit
    from report
    left join grade on report.grade = grade.name
    where report.total_score is not null
    union all
    -- all reports of a document, for what its narrative and its forms say of them together
    select
        report.document_id,
        0 as report_no,
        unnest(list_concat(
            ['reports.project_count', 'reports.executed'],
            list_transform(grade_code.codes, lambda code: concat('reports.grade_', code))
        )) as quantity,
        '' as instance,
        null as grid_no,
        null as row_no,
        null as column_no,
        report.first_line_no as line_no,
        unnest(list_concat(
            [1, report.executed_yuan],
            list_transform(grade_code.codes, lambda code: (code = grade.code)::integer)
        )) as amount,
        unnest([0, 1, 0, 0, 0, 0]) as per_unit
    from report
    left join grade on report.grade = grade.name
    cross join grade_code
    where report.evaluation_scope = 'project' and not report.is_repetition
    union all
    select
        document_id,
        0 as report_no,
        'final_03.project' as quantity,
        '' as instance,
        grid_no,
        row_no,
        column_no,
        line_no,
        amount_yuan as amount,
        yuan_per_unit as per_unit
    from {{ ref('int_figure') }}
    where
        form_code = 'final_03'
        and is_total_line
        and line_code = 'total'
        and measure_code = 'project'
        and is_printed

),

wanted as (

    select
        term.rule_id,
        term.instance as rule_instance,
        term.side,
        quantity.*,
        count(distinct quantity.quantity) over (
            partition by
                term.rule_id,
                term.instance,
                quantity.document_id,
                quantity.report_no,
                quantity.instance
        ) as quantity_count,
        size.term_count
    from {{ ref('evaluation_identity_term') }} as term
    inner join quantity on term.quantity = quantity.quantity and quantity.amount is not null
    inner join (
        select
            rule_id,
            instance,
            count(*) as term_count
        from {{ ref('evaluation_identity_term') }}
        group by rule_id, instance
    ) as size
        on term.rule_id = size.rule_id and term.instance is not distinct from size.instance

)

-- Points and counts stand in amount_yuan as they are; yuan_per_unit then scales their rounding.
select
    wanted.document_id,
    wanted.rule_id,
    concat_ws(
        '|',
        wanted.rule_id,
        nullif(wanted.rule_instance, ''),
        nullif(wanted.report_no, 0),
        nullif(wanted.instance, '')
    ) as identity_code,
    wanted.side,
    null::varchar as form_code,
    report.project_name as line_code,
    wanted.quantity as measure_code,
    wanted.grid_no::integer as grid_no,
    wanted.row_no::integer as row_no,
    wanted.column_no::integer as column_no,
    wanted.line_no::integer as line_no,
    wanted.amount::decimal(18, 2) as amount_yuan,
    wanted.per_unit is not null as is_printed,
    wanted.per_unit::decimal(18, 2) as yuan_per_unit,
    true as is_form_printed
from wanted
left join report
    on wanted.document_id = report.document_id and wanted.report_no = report.report_no
where wanted.quantity_count = wanted.term_count
