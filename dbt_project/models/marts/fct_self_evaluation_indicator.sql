select
    {{ surrogate_key([
        "'self_evaluation_indicator'",
        'indicator.document_id',
        'indicator.report_no',
        'indicator.indicator_no'
    ]) }} as self_evaluation_indicator_key,
    evaluation.self_evaluation_key,
    evaluation.document_key,
    evaluation.unit_key,
    evaluation.fiscal_year_key,
    evaluation.project_key,
    indicator.indicator_no,
    indicator.level_1_code,
    level_1.name as level_1_name,
    indicator.level_2_code,
    level_2.name as level_2_name,
    indicator.name,
    indicator.printed_level_1,
    indicator.printed_level_2,
    indicator.initial_target,
    indicator.adjusted_target,
    indicator.actual,
    indicator.qualitative,
    indicator.weight,
    indicator.printed_weight,
    indicator.score,
    indicator.printed_score,
    indicator.deviation,
    evaluation.is_repetition,
    evaluation.is_current,
    indicator.is_moved,
    indicator.line_no
from {{ ref('int_evaluation_indicator') }} as indicator
inner join {{ ref('dim_document') }} as document on indicator.document_id = document.document_id
inner join {{ ref('fct_self_evaluation') }} as evaluation
    on
        document.document_key = evaluation.document_key
        and indicator.report_no = evaluation.report_no
left join {{ ref('indicator_level') }} as level_1 on indicator.level_1_code = level_1.code
left join {{ ref('indicator_level') }} as level_2 on indicator.level_2_code = level_2.code
