with

amount as (

    select
        amount.*,
        document.unit_name,
        coalesce(statement.has_subject, false) as has_subject,
        coalesce(statement.has_economic_class, false) as has_economic_class,
        coalesce(statement.has_fund, false) as has_fund,
        coalesce(statement.has_expenditure_kind, false) as has_expenditure_kind,
        coalesce(statement.has_project, false) as has_project,
        statement.statement_key,
        phase.phase_key,
        fund.fund_key,
        kind.expenditure_kind_key,
        item.line_item_key,
        government.code is not null as is_government_class_known
    from {{ ref('int_amount') }} as amount
    inner join {{ ref('int_document') }} as document on amount.document_id = document.document_id
    left join {{ ref('statement') }} as statement on amount.statement_code = statement.code
    left join {{ ref('phase') }} as phase on amount.phase_code = phase.code
    left join {{ ref('fund') }} as fund on amount.fund_code = fund.code
    left join {{ ref('expenditure_kind') }} as kind on amount.expenditure_kind_code = kind.code
    left join {{ ref('line_item') }} as item on amount.line_item_code = item.code
    left join {{ ref('economic_class_government') }} as government
        on amount.government_class_code = government.code
    where amount.amount_yuan is not null and not amount.is_quantity

)

select
    {{ surrogate_key(['document_id', 'grid_no', 'line_no', 'column_no']) }} as amount_key,
    {{ surrogate_key(['document_id']) }} as document_key,
    document_id,
    {{ unit_key('unit_name') }} as unit_key,
    coalesce(fiscal_year, {{ unknown_key() }})::bigint as fiscal_year_key,
    coalesce(phase_key, {{ unknown_key() }})::bigint as phase_key,
    coalesce(statement_key, {{ unknown_key() }})::bigint as statement_key,
    statement_code,
    case
        when subject_code is not null and length(subject_code) in (3, 5, 7, 9)
            then {{ surrogate_key(["'subject'", "left(subject_code, 7)"]) }}
        -- totals and balances stand beside the subjects, and so do the sources of a summary
        when not has_subject or is_total_line or flow in ('opening', 'closing')
            or (line_dimension = 'summary' and flow = 'income')
            then {{ not_applicable_key() }}
        else {{ unknown_key() }}
    end as subject_key,
    case
        when department_class_code is not null
            then {{ surrogate_key(["'department'", 'department_class_code']) }}
        when not has_economic_class or is_total_line then {{ not_applicable_key() }}
        else {{ unknown_key() }}
    end as department_economic_class_key,
    case
        when government_class_code is not null and is_government_class_known
            then {{ surrogate_key(["'government'", 'government_class_code']) }}
        when not has_economic_class or is_total_line then {{ not_applicable_key() }}
        else {{ unknown_key() }}
    end as government_economic_class_key,
    case
        when fund_key is not null then fund_key
        when not has_fund then {{ not_applicable_key() }}
        else {{ unknown_key() }}
    end::bigint as fund_key,
    case
        when expenditure_kind_key is not null then expenditure_kind_key
        when not has_expenditure_kind or flow in ('opening', 'closing', 'income')
            then {{ not_applicable_key() }}
        else {{ unknown_key() }}
    end::bigint as expenditure_kind_key,
    case
        when has_project and not is_total_line and not is_unlabelled
            then {{ project_key('unit_name', 'printed_label') }}
        when not has_project or is_total_line then {{ not_applicable_key() }}
        else {{ unknown_key() }}
    end as project_key,
    coalesce(line_item_key, {{ not_applicable_key() }})::bigint as line_item_key,
    flow,
    is_carryover,
    is_leaf,
    total_kind,
    is_recognised,
    amount_yuan,
    printed_amount,
    printed_unit,
    trim(printed_label) as printed_label,
    header_path,
    grid_no,
    line_no,
    column_no,
    -- 7 for a 项, 5 for a 款, 3 for a 类
    length(left(subject_code, 7)) as subject_digits
from amount
