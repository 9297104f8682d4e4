with

total as (

    -- of a department's totals, by source and by kind of expenditure, the source's states the year
    select
        document_id,
        form_no,
        side,
        printed_amount,
        printed_unit,
        amount_yuan
    from {{ ref('int_performance_amount') }}
    where is_total and side in ('period', 'annual')
    qualify row_number() over (
            partition by document_id, form_no, side
            order by breakdown desc, line_no asc, column_no asc
        ) = 1

),

amount as (

    select
        document_id,
        form_no,
        max(amount_yuan) filter (where side = 'period') as period_amount_yuan,
        max(amount_yuan) filter (where side = 'annual') as annual_amount_yuan,
        max(printed_amount) filter (where side = 'period') as printed_period_amount,
        max(printed_amount) filter (where side = 'annual') as printed_annual_amount,
        any_value(printed_unit) as printed_unit
    from total
    group by document_id, form_no

)

select
    {{ surrogate_key(['form.document_id', 'form.first_line_no']) }} as performance_target_key,
    document.document_key,
    document.unit_key,
    coalesce(form.fiscal_year, {{ unknown_key() }})::bigint as fiscal_year_key,
    case
        when form.form_scope = 'department' then {{ not_applicable_key() }}
        else coalesce(match.project_key, {{ unknown_key() }})
    end::bigint as project_key,
    form.form_scope,
    form.title,
    form.project_name,
    form.agency_code,
    form.agency_name,
    form.implementing_unit,
    form.project_type,
    form.project_period,
    amount.period_amount_yuan,
    amount.annual_amount_yuan,
    amount.printed_period_amount,
    amount.printed_annual_amount,
    amount.printed_unit,
    case
        when form.form_scope = 'project' then coalesce(match.mapping_method, 'none')
    end as mapping_method,
    coalesce(statement.statement_key, {{ not_applicable_key() }})::bigint as statement_key,
    match.project_amount_yuan,
    coalesce(match.is_repeated, false) as is_repeated,
    -- 元 and 万元 taken for each other: the amount of the project, ten thousand times more or less
    coalesce(
        abs(amount.annual_amount_yuan - match.project_amount_yuan::decimal(26, 2) * 10000)
        <= 500000
        or abs(amount.annual_amount_yuan::decimal(26, 2) * 10000 - match.project_amount_yuan)
        <= 100,
        false
    )
    and amount.annual_amount_yuan > 0
    and match.project_amount_yuan > 0 as is_unit_doubtful,
    document.is_current,
    form.form_scope = 'project'
    and sums.is_summed
    and not coalesce(match.is_repeated, false) as is_additive,
    form.first_line_no,
    form.last_line_no
from {{ ref('int_performance_form') }} as form
inner join {{ ref('dim_document') }} as document on form.document_id = document.document_id
inner join {{ ref('int_document_sum') }} as sums on form.document_id = sums.document_id
left join amount
    on form.document_id = amount.document_id and form.form_no = amount.form_no
left join {{ ref('int_performance_match') }} as match
    on form.document_id = match.document_id and form.form_no = match.form_no
left join {{ ref('dim_statement') }} as statement on match.statement_code = statement.code
